#include "experiments/event_file.h"
#include "support/crc32c.h"
#include "support/proto_message.h"
#include "support/toy_data.h"

#include <matinee/error.h>
#include <matinee/tensorboard.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>

using namespace matinee;

namespace {

/// A field of a protocol buffer message: a number (also the bits of a fixed one) or bytes.
struct Field
{
    int number = 0;
    int wireType = 0;
    std::uint64_t value = 0;
    QByteArray bytes;
};

std::uint64_t littleEndian(const QByteArray& bytes, qsizetype at, int count)
{
    std::uint64_t number = 0;
    for (int byte = count - 1; byte >= 0; --byte)
        number = number << 8 | static_cast<unsigned char>(bytes.at(at + byte));
    return number;
}

/// Reads a message by the specification, with nothing taken from the writer.
std::vector<Field> fieldsOf(const QByteArray& message)
{
    std::vector<Field> fields;
    qsizetype at = 0;
    const auto varint = [&] {
        std::uint64_t number = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(message.at(at++));
            number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return number;
        }
    };
    while (at < message.size()) {
        Field field;
        const auto key = varint();
        field.number = static_cast<int>(key >> 3);
        field.wireType = static_cast<int>(key & 7);
        if (field.wireType == 0) {
            field.value = varint();
        } else if (field.wireType == 2) {
            const auto size = static_cast<qsizetype>(varint());
            field.bytes = message.mid(at, size);
            at += size;
        } else {
            const int size = field.wireType == 1 ? 8 : 4;
            field.value = littleEndian(message, at, size);
            at += size;
        }
        fields.push_back(field);
    }
    return fields;
}

Field fieldOf(const QByteArray& message, int number)
{
    for (const auto& field : fieldsOf(message)) {
        if (field.number == number)
            return field;
    }
    return {};
}

std::uint32_t slowMaskedCrc(const QByteArray& bytes)
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc & 1 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
    }
    crc = ~crc;
    return (crc >> 15 | crc << 17) + 0xA282EAD8;
}

struct Event
{
    double time = 0;
    std::int64_t step = 0;
    QByteArray version;
    QByteArray tag;
    float value = std::numeric_limits<float>::quiet_NaN();
    QByteArray plugin; ///< content of the plugin's data
};

/// The only event file in a folder, and its events; every length and checksum is looked at.
QString eventFile(const QString& folder)
{
    const auto names = QDir(folder).entryList({QStringLiteral("events.out.tfevents.*")}, QDir::Files);
    return names.size() == 1 ? folder + QLatin1Char('/') + names.front() : QString();
}

std::vector<QByteArray> recordsOf(const QString& folder)
{
    QFile file(eventFile(folder));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto bytes = file.readAll();
    std::vector<QByteArray> records;
    for (qsizetype at = 0; at < bytes.size();) {
        const auto size = static_cast<qsizetype>(littleEndian(bytes, at, 8));
        if (slowMaskedCrc(bytes.mid(at, 8)) != littleEndian(bytes, at + 8, 4) || at + 16 + size > bytes.size())
            return {};
        const auto data = bytes.mid(at + 12, size);
        if (slowMaskedCrc(data) != littleEndian(bytes, at + 12 + size, 4))
            return {};
        records.push_back(data);
        at += 16 + size;
    }
    return records;
}

std::vector<Event> eventsOf(const QString& folder)
{
    std::vector<Event> events;
    for (const auto& record : recordsOf(folder)) {
        Event event;
        event.time = std::bit_cast<double>(fieldOf(record, 1).value);
        event.step = static_cast<std::int64_t>(fieldOf(record, 2).value);
        event.version = fieldOf(record, 3).bytes;
        const auto value = fieldOf(fieldOf(record, 5).bytes, 1).bytes;
        event.tag = fieldOf(value, 1).bytes;
        if (const auto simple = fieldOf(value, 2); simple.wireType == 5)
            event.value = std::bit_cast<float>(static_cast<std::uint32_t>(simple.value));
        const auto plugin = fieldOf(fieldOf(value, 9).bytes, 1).bytes;
        if (fieldOf(plugin, 1).bytes == "hparams")
            event.plugin = fieldOf(plugin, 2).bytes;
        events.push_back(event);
    }
    return events;
}

/// Counts what it is told.
class Counter : public TrainingObserver
{
public:
    void onStart(const RunStart&) override { ++starts; }
    void onBatch(const BatchStats&) override { ++batches; }
    void onEpoch(const EpochStats&, const Recommender&) override { ++epochs; }
    void onRefit(int) override { ++refits; }
    void onFinish(const RunResult&) override { ++finishes; }

    int starts = 0;
    int batches = 0;
    int epochs = 0;
    int refits = 0;
    int finishes = 0;
};

ExperimentSpec toySpec()
{
    auto spec = ExperimentSpec::forModel("biased-mf");
    spec.data = "toy";
    spec.device = "cpu";
    spec.hyperparameters.set("epochs", std::int64_t{3});
    spec.hyperparameters.set("factors", std::int64_t{4});
    spec.hyperparameters.set("batch_size", std::int64_t{64});
    return spec;
}

/// A short training into a folder.
std::shared_ptr<const TrainedRun> trainInto(const QString& folder, const ExperimentSpec& spec, TrainingObserver& next)
{
    TensorBoardObserver board(folder.toStdString(), spec, next);
    TrainingControl control;
    auto run = train(spec, test::toyData(), control, board);
    return board.problem().empty() ? run : nullptr;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Runs a program; the output, or null where it is missing or fails.
QByteArray outputOf(const QString& program, const QStringList& arguments, const QByteArray& input = {})
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForStarted())
        return {};
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return {};
    const auto output = process.readAllStandardOutput();
    return output.isNull() ? QByteArray("") : output;
}

} // namespace

class TestTensorBoard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checksumIsCastagnolis()
    {
        QCOMPARE(crc32c("123456789"), 0xE3069283U);
        QCOMPARE(crc32c(""), 0U);
        QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAU); // RFC 3720, B.4
        QCOMPARE(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
    }

    void messagesAreEncoded()
    {
        using namespace std::string_literals;
        QVERIFY(ProtoMessage().integer(1, 150).bytes() == "\x08\x96\x01"s);
        QVERIFY(ProtoMessage().integer(1, 0).bytes() == "\x08\x00"s);
        QVERIFY(ProtoMessage().integer(1, -1).bytes() == "\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s);
        QVERIFY(ProtoMessage().text(2, "testing").bytes() == "\x12\x07testing"s);
        QVERIFY(ProtoMessage().real(16, 1.0).bytes() == "\x81\x01\x00\x00\x00\x00\x00\x00\xF0\x3F"s);
        QVERIFY(ProtoMessage().single(3, -2.0F).bytes() == "\x1D\x00\x00\x00\xC0"s);
        QVERIFY(ProtoMessage().message(3, ProtoMessage().integer(1, 150)).bytes() == "\x1A\x03\x08\x96\x01"s);
    }

    void whatTrainingTellsIsRead()
    {
        const QTemporaryDir folder;
        Counter counter;
        const auto before = std::chrono::system_clock::now();
        const auto run = trainInto(folder.path(), toySpec(), counter);
        QVERIFY(run);
        QCOMPARE(counter.starts, 1);
        QCOMPARE(counter.epochs, 4);
        QVERIFY(counter.batches >= 3);
        QCOMPARE(counter.finishes, 1);

        const auto events = eventsOf(folder.path());
        QVERIFY(!events.empty());
        QCOMPARE(events.front().version, QByteArray("brain.Event:2"));
        std::map<QByteArray, std::map<std::int64_t, float>> series;
        const double from = std::chrono::duration<double>(before.time_since_epoch()).count();
        double time = from - 1;
        for (const auto& event : events) {
            QVERIFY(event.time >= time && event.time < from + 600);
            time = event.time;
            if (!std::isnan(event.value))
                series[event.tag][event.step] = event.value;
        }
        for (const auto& epoch : run->history) {
            QCOMPARE(series["Loss/train"].at(epoch.epoch), static_cast<float>(epoch.trainLoss));
            QCOMPARE(series["Loss/validation"].at(epoch.epoch), static_cast<float>(epoch.validationLoss));
            QCOMPARE(series["RMSE/validation"].at(epoch.epoch), static_cast<float>(epoch.validationRmse));
            QCOMPARE(series["MAE/validation"].at(epoch.epoch), static_cast<float>(epoch.validationMae));
        }
        QCOMPARE(series["Loss/train"].size(), run->history.size());
        QCOMPARE(series["Loss/batch"].size(), static_cast<std::size_t>(counter.batches));
        QVERIFY(!series.contains("Objective")); // a gradient model has none: NaN is left out
        QVERIFY(!series.contains("HR@10/validation"));
        QCOMPARE(series["hparam/test_rmse"].at(0), static_cast<float>(run->result.test.rmse));
    }

    void hyperparametersAreRead()
    {
        const QTemporaryDir folder;
        TrainingObserver nobody;
        auto spec = toySpec();
        spec.hyperparameters.set("ranking", true);
        const auto run = trainInto(folder.path(), spec, nobody);
        QVERIFY(run);
        std::map<QByteArray, QByteArray> plugin;
        bool ranked = false;
        for (const auto& event : eventsOf(folder.path())) {
            if (!event.plugin.isNull())
                plugin[event.tag] = event.plugin;
            ranked = ranked || event.tag == "hparam/test_ndcg@10";
        }
        QVERIFY(ranked);
        QCOMPARE(plugin.size(), std::size_t{3});

        std::map<QByteArray, Field> values;
        for (const auto& entry : fieldsOf(fieldOf(plugin["_hparams_/session_start_info"], 3).bytes)) {
            if (entry.number == 1)
                values[fieldOf(entry.bytes, 1).bytes] = fieldsOf(fieldOf(entry.bytes, 2).bytes).front();
        }
        QCOMPARE(values["factors"].number, 2);
        QCOMPARE(std::bit_cast<double>(values["factors"].value), 4.0);
        QCOMPARE(values["ranking"].number, 4);
        QCOMPARE(values["ranking"].value, std::uint64_t{1});
        QCOMPARE(values["model"].number, 3);
        QCOMPARE(values["model"].bytes, QByteArray("biased-mf"));

        std::map<QByteArray, std::uint64_t> types;
        QByteArrayList metrics;
        for (const auto& field : fieldsOf(fieldOf(plugin["_hparams_/experiment"], 2).bytes)) {
            if (field.number == 4)
                types[fieldOf(field.bytes, 1).bytes] = fieldOf(field.bytes, 4).value;
            else if (field.number == 5)
                metrics << fieldOf(fieldOf(field.bytes, 1).bytes, 2).bytes;
        }
        QCOMPARE(types.size(), values.size());
        QCOMPARE(types["factors"], std::uint64_t{3});
        QCOMPARE(types["ranking"], std::uint64_t{2});
        QCOMPARE(types["optimiser"], std::uint64_t{1});
        QCOMPARE(metrics,
                 (QByteArrayList{"hparam/test_rmse", "hparam/test_mae", "hparam/test_hr@10", "hparam/test_ndcg@10"}));
        QCOMPARE(fieldOf(fieldOf(plugin["_hparams_/session_end_info"], 4).bytes, 1).value, std::uint64_t{1});
    }

    /// TensorBoard follows: after an epoch the file on disk holds it, in whole records.
    void eachEpochIsOnDisk()
    {
        const QTemporaryDir folder;
        TrainingObserver nobody;
        TensorBoardObserver board(folder.path().toStdString(), toySpec(), nobody);
        const auto model = modelInfo("global-mean").create({});
        board.onStart({});
        for (int e = 0; e < 3; ++e) {
            EpochStats epoch;
            epoch.epoch = e;
            epoch.trainLoss = 1.0 / (e + 1);
            epoch.validationLoss = std::numeric_limits<double>::infinity();
            epoch.objective = -5;
            epoch.validationHitRatio = 0.5;
            epoch.validationNdcg = 0.25;
            board.onEpoch(epoch, *model);
            const auto events = eventsOf(folder.path());
            QCOMPARE(events.size(), static_cast<std::size_t>(3 + 4 * (e + 1)));
            QCOMPARE(events.back().tag, QByteArray("Objective"));
            QCOMPARE(events.back().value, -5.0F);
            QCOMPARE(events.back().step, std::int64_t{e});
        }
    }

    void refitIsPassedOn()
    {
        const QTemporaryDir folder;
        Counter counter;
        TensorBoardObserver(folder.path().toStdString(), toySpec(), counter).onRefit(3);
        QCOMPARE(counter.refits, 1);
    }

    /// The same bytes as others see them: Debian's python3-crc32c and protoc.
    void othersReadIt()
    {
        const QTemporaryDir folder;
        TrainingObserver nobody;
        QVERIFY(trainInto(folder.path(), toySpec(), nobody));
        const auto python = QStringLiteral("/usr/bin/python3");
        if (outputOf(python, {QStringLiteral("-c"), QStringLiteral("import crc32c")}).isNull())
            QSKIP("/usr/bin/python3 with the package python3-crc32c is missing.");
        const auto script = QStringLiteral(R"py(
import struct, sys
from crc32c import crc32c
data = open(sys.argv[1], "rb").read()
def masked(part):
    crc = crc32c(part)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
count = 0
while data:
    size, length_crc = struct.unpack("<QI", data[:12])
    record, (data_crc,) = data[12:12 + size], struct.unpack("<I", data[12 + size:16 + size])
    assert masked(data[:8]) == length_crc and masked(record) == data_crc and len(record) == size
    data, count = data[16 + size:], count + 1
print(count)
)py");
        const auto counted = outputOf(python, {QStringLiteral("-c"), script, eventFile(folder.path())});
        const auto records = recordsOf(folder.path());
        QCOMPARE(counted.trimmed(), QByteArray::number(static_cast<qulonglong>(records.size())));

        const auto protoc = QStringLiteral("protoc");
        if (outputOf(protoc, {QStringLiteral("--version")}).isNull())
            QSKIP("protoc (package protobuf-compiler) is missing.");
        QByteArray text;
        for (const auto& record : records) {
            const auto decoded = outputOf(protoc, {QStringLiteral("--decode_raw")}, record);
            QVERIFY(!decoded.isNull());
            text += decoded;
        }
        for (const char* expected :
             {"3: \"brain.Event:2\"", "1: \"Loss/train\"", "1: \"_hparams_/experiment\"",
              "1: \"_hparams_/session_start_info\"", "1: \"hparams\"", "1: \"hparam/test_rmse\""})
            QVERIFY2(text.contains(expected), expected);
    }

    void projectorHasTheFilms()
    {
        const QTemporaryDir folder;
        TrainingControl control;
        TrainingObserver nobody;
        auto data = std::make_shared<Dataset>(*test::toyData());
        data->catalogue.films[2].title = "Tab\there\nand a line (1990)";
        data->catalogue.genres = {"Comedy", "Drama"};
        data->catalogue.films[2].genres = 3;
        const auto run = train(toySpec(), data, control, nobody);
        QVERIFY(writeProjector(*run, folder.path().toStdString()));
        const auto tensors = contentOf(folder.filePath(QStringLiteral("tensors.tsv"))).split('\n');
        const auto metadata = contentOf(folder.filePath(QStringLiteral("metadata.tsv"))).split('\n');
        QCOMPARE(metadata.front(), QByteArray("title\tyear\tgenres\tcount"));
        QCOMPARE(tensors.size() + 1, metadata.size());
        QCOMPARE(tensors.size(), 31); // 30 films, and what is after the last line's end: nothing
        QVERIFY(tensors.back().isEmpty());
        const auto vectors = run->model->itemEmbeddings();
        const auto third = tensors[2].split('\t');
        QCOMPARE(third.size(), 4);
        for (qsizetype f = 0; f < 4; ++f)
            QCOMPARE(third[f].toFloat(), vectors.row(2)[static_cast<std::size_t>(f)]);
        const auto cells = metadata[3].split('\t');
        QCOMPARE(cells.size(), 4);
        QCOMPARE(cells[0], QByteArray("Tab here and a line (1990)"));
        QCOMPARE(cells[1], QByteArray("1990"));
        QCOMPARE(cells[2], QByteArray("Comedy, Drama"));
        QVERIFY(cells[3].toInt() > 0);
        const auto config = contentOf(folder.filePath(QStringLiteral("projector_config.pbtxt")));
        QVERIFY(config.contains("tensor_path: \"tensors.tsv\"") && config.contains("metadata_path: \"metadata.tsv\""));

        auto spec = ExperimentSpec::forModel("bias");
        spec.device = "cpu";
        const QTemporaryDir empty;
        QVERIFY(!writeProjector(*train(spec, data, control, nobody), empty.path().toStdString()));
        QVERIFY(QDir(empty.path()).isEmpty());
    }

    void folderThatCannotBeIsRefused()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        TrainingObserver nobody;
        for (const auto& path : {folder.filePath(QStringLiteral("file")), folder.filePath(QStringLiteral("file/in")),
                                 QStringLiteral("/proc/matinee")}) {
            try {
                const TensorBoardObserver board(path.toStdString(), toySpec(), nobody);
                QFAIL(qPrintable(path));
            } catch (const Error& error) {
                QCOMPARE(error.code(), ErrorCode::Io);
                QCOMPARE(QString::fromStdString(error.where()), path);
            }
        }
    }

    /// A full disk must not cost the training.
    void failureIsRemembered()
    {
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("There is no /dev/full here.");
        const QTemporaryDir folder;
        Counter counter;
        TensorBoardObserver board(folder.path().toStdString(), toySpec(), counter);
        QVERIFY(board.problem().empty());
        // The file is open: what it writes to from now on is a device that is always full.
        QVERIFY(replaceDescriptor(eventFile(folder.path())));
        board.onStart({});
        board.onEpoch({}, *modelInfo("global-mean").create({}));
        QVERIFY(!board.problem().empty());
        QCOMPARE(counter.epochs, 1);
    }

private:
    static bool replaceDescriptor(const QString& path);
};

/// Makes the descriptor that this process has for a path lead to /dev/full.
bool TestTensorBoard::replaceDescriptor(const QString& path)
{
    for (const auto& name : QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::Files | QDir::System)) {
        if (QFile::symLinkTarget(QStringLiteral("/proc/self/fd/") + name) == path) {
            const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
            return full >= 0 && dup2(full, name.toInt()) >= 0;
        }
    }
    return false;
}

QTEST_GUILESS_MAIN(TestTensorBoard)
#include "tst_tensorboard.moc"
