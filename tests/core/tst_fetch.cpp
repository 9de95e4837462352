#include "data/fetch.h"

#include <matinee/dataset_source.h>

#include <QCryptographicHash>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>

using namespace matinee;

namespace {

/// tests/support/file_server.py in a process of its own.
class FileServer
{
public:
    explicit FileServer(const QStringList& arguments)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStandardPaths::findExecutable(QStringLiteral("python3")),
                        QStringList{QStringLiteral(MATINEE_TEST_SUPPORT "/file_server.py")} + arguments);
        while (!m_process.canReadLine() && m_process.waitForReadyRead(60'000)) {
        }
        m_port = QString::fromUtf8(m_process.readLine()).section(QLatin1Char(' '), 1).toInt();
    }
    ~FileServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    bool started() const { return m_port > 0; }
    std::string mirror(const char* mode, const char* scheme = "http") const
    {
        return QStringLiteral("%1://127.0.0.1:%2/%3/")
            .arg(QLatin1String(scheme))
            .arg(m_port)
            .arg(QLatin1String(mode))
            .toStdString();
    }
    /// Requests since the call before, "/ok/ml-tiny.zip bytes=10-".
    QStringList requests()
    {
        // The server says it before it answers, so it is in the pipe.
        while (m_process.waitForReadyRead(1)) {
        }
        return QString::fromUtf8(m_process.readAllStandardOutput()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    }

private:
    QProcess m_process;
    int m_port = 0;
};

} // namespace

class TestFetch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void releasesAreWellFormed();
    void md5OfKnownTexts();
    void downloadsAndThenHasIt();
    void readsTheChecksumBesideAReleaseThatChanges();
    void followsARedirect();
    void resumes();
    void resumesWhereRangesAreIgnored();
    void goesOnAfterACutConnection();
    void takesACompletePartialFile();
    void beginsAnewWhereThePartialFileIsOfAnotherKind();
    void replacesADamagedZip();
    void refusesAWrongChecksum();
    void refusesMoreThanTheReleaseHas();
    void errorsOfTheServer_data();
    void errorsOfTheServer();
    void givesUpOnADeadConnection();
    void stopsWhileTheServerIsSilent();
    void saysThatTheCertificateIsRefused();
    void saysThatNobodyListens();
    void saysThatTheHostIsUnknown();
    void saysThatTheDiskIsFull();
    void saysThatTheFolderCannotBeMade();
    void refusesOtherKindsOfAddresses();

private:
    Error errorOf(const FetchOptions& options, const FetchPatience& patience = {}, const RunContext& context = {});
    FetchOptions options(const char* mode) { return {m_folder->path().toStdString(), m_server->mirror(mode)}; }
    QString path(const char* ending) const
    {
        return m_folder->filePath(QStringLiteral("ml-tiny.zip") + QLatin1String(ending));
    }
    void write(const QString& name, const QByteArray& bytes)
    {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    QByteArray read(const QString& name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QByteArray m_content;
    Release m_release;
    QTemporaryDir m_served;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FileServer> m_server;
};

void TestFetch::initTestCase()
{
    qputenv("no_proxy", "*"); // the server is on this machine
    for (int i = 0; i < 300'000; ++i)
        m_content += static_cast<char>(i * 7 % 251);
    m_release = {
        .id = "ml-tiny", .name = "Tiny", .file = "ml-tiny.zip", .bytes = static_cast<std::uint64_t>(m_content.size())};
    m_release.md5 = QCryptographicHash::hash(m_content, QCryptographicHash::Md5).toHex().toStdString();
    if (!QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty()) {
        const QString file = m_served.filePath(QStringLiteral("served"));
        write(file, m_content);
        m_server = std::make_unique<FileServer>(QStringList{file});
        QVERIFY(m_server->started());
    }
}

void TestFetch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const QByteArray test = QTest::currentTestFunction();
    const QList<QByteArray> alone = {"releasesAreWellFormed",        "md5OfKnownTexts",
                                     "saysThatNobodyListens",        "saysThatTheHostIsUnknown",
                                     "refusesOtherKindsOfAddresses", "saysThatTheFolderCannotBeMade"};
    if (!m_server && !alone.contains(test))
        QSKIP("There is no python3 to serve a file.");
    if (m_server)
        m_server->requests();
}

Error TestFetch::errorOf(const FetchOptions& fetchOptions, const FetchPatience& patience, const RunContext& context)
{
    try {
        fetchRelease(m_release, fetchOptions, patience, context);
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorCode::Internal, "nothing was thrown");
}

void TestFetch::releasesAreWellFormed()
{
    QSet<QString> ids;
    for (const auto& release : releases()) {
        ids.insert(QString::fromStdString(release.id));
        QCOMPARE(release.file, release.id + ".zip");
        QVERIFY(!release.name.empty() && !release.about.empty());
        QVERIFY(release.licence.find("10.1145/2827872") != std::string::npos);
        QVERIFY(release.md5.empty() || release.md5.size() == 32);
    }
    QCOMPARE(ids.size(), 8);
    QCOMPARE(ids.size(), static_cast<qsizetype>(releases().size()));
}

void TestFetch::md5OfKnownTexts()
{
    // RFC 1321, A.5
    write(path(""), "");
    QCOMPARE(md5OfFile(path("").toStdString(), {}), std::string("d41d8cd98f00b204e9800998ecf8427e"));
    write(path(""), "message digest");
    QCOMPARE(md5OfFile(path("").toStdString(), {}), std::string("f96b697d7cb7938d525a2f31aaf161d0"));
}

void TestFetch::downloadsAndThenHasIt()
{
    double last = 0;
    RunContext context;
    context.progress = [&](double fraction, std::string_view what) {
        QVERIFY(!what.empty());
        QVERIFY(fraction <= 1);
        last = fraction;
    };
    const auto file = fetchRelease(m_release, options("ok"), context);
    QCOMPARE(QString::fromStdString(file.string()), path(""));
    QCOMPARE(read(path("")), m_content);
    QVERIFY(!QFile::exists(path(".part")));
    QCOMPARE(last, 1.0);
    QCOMPARE(m_server->requests().size(), 1);

    fetchRelease(m_release, options("ok"), context);
    QCOMPARE(m_server->requests().size(), 0);
}

void TestFetch::readsTheChecksumBesideAReleaseThatChanges()
{
    Release changing = m_release;
    changing.md5.clear();
    changing.bytes = 0;
    fetchRelease(changing, options("ok"));
    QCOMPARE(read(path("")), m_content);
    QCOMPARE(m_server->requests(),
             QStringList({QStringLiteral("/ok/ml-tiny.zip.md5 -"), QStringLiteral("/ok/ml-tiny.zip -")}));
    fetchRelease(changing, options("ok"));
    QCOMPARE(m_server->requests(), QStringList({QStringLiteral("/ok/ml-tiny.zip.md5 -")}));
    QVERIFY_EXCEPTION_THROWN(fetchRelease(changing, options("wrong")), Error);
}

void TestFetch::followsARedirect()
{
    fetchRelease(m_release, options("moved"));
    QCOMPARE(read(path("")), m_content);
}

void TestFetch::resumes()
{
    write(path(".part"), m_content.left(100'000));
    fetchRelease(m_release, options("ok"));
    QCOMPARE(read(path("")), m_content);
    QCOMPARE(m_server->requests(), QStringList({QStringLiteral("/ok/ml-tiny.zip bytes=100000-")}));
}

void TestFetch::resumesWhereRangesAreIgnored()
{
    write(path(".part"), m_content.left(100'000));
    fetchRelease(m_release, options("norange"));
    QCOMPARE(read(path("")), m_content);
}

void TestFetch::goesOnAfterACutConnection()
{
    const Error error = errorOf(options("cut"));
    QCOMPARE(error.code(), ErrorCode::Network);
    QVERIFY2(error.message().find("was cut") != std::string::npos, error.what());
    QCOMPARE(read(path(".part")), m_content.left(150'000));
    fetchRelease(m_release, options("ok"));
    QCOMPARE(read(path("")), m_content);
    QVERIFY(m_server->requests().last().endsWith(QStringLiteral("bytes=150000-")));
}

void TestFetch::takesACompletePartialFile()
{
    write(path(".part"), m_content);
    Release unsized = m_release;
    unsized.bytes = 0; // so that it has to ask, and is answered 416
    fetchRelease(unsized, options("ok"));
    QCOMPARE(read(path("")), m_content);

    QVERIFY(QFile::rename(path(""), path(".part")));
    m_server->requests();
    fetchRelease(m_release, options("ok"));
    QCOMPARE(m_server->requests().size(), 0);
}

void TestFetch::beginsAnewWhereThePartialFileIsOfAnotherKind()
{
    for (const int size : {100'000, 300'000, 400'000}) {
        write(path(".part"), QByteArray(size, 'x'));
        fetchRelease(m_release, options("ok"));
        QCOMPARE(read(path("")), m_content);
        QVERIFY(QFile::remove(path("")));
    }
}

void TestFetch::replacesADamagedZip()
{
    write(path(""), m_content.left(1000));
    fetchRelease(m_release, options("ok"));
    QCOMPARE(read(path("")), m_content);
}

void TestFetch::refusesAWrongChecksum()
{
    const Error error = errorOf(options("wrong"));
    QCOMPARE(error.code(), ErrorCode::Format);
    QVERIFY2(error.message().find("checksum") != std::string::npos, error.what());
    QVERIFY(!QFile::exists(path("")));
    QVERIFY(!QFile::exists(path(".part")));
}

void TestFetch::refusesMoreThanTheReleaseHas()
{
    const Error error = errorOf(options("long"));
    QCOMPARE(error.code(), ErrorCode::Format);
    QVERIFY(QFileInfo(path(".part")).size() <= m_content.size());
    fetchRelease(m_release, options("ok"));
    QCOMPARE(read(path("")), m_content);
}

void TestFetch::errorsOfTheServer_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("not there") << QByteArray("nowhere") << QByteArray("HTTP 404");
    QTest::newRow("busy") << QByteArray("busy") << QByteArray("HTTP 503");
}

void TestFetch::errorsOfTheServer()
{
    QFETCH(const QByteArray, mode);
    QFETCH(const QByteArray, says);
    const Error error = errorOf(options(mode.constData()));
    QCOMPARE(error.code(), ErrorCode::Network);
    QVERIFY2(QByteArray(error.what()).contains(says), error.what());
    QVERIFY2(!QFile::exists(path(".part")), "The page of the error is no part of the file.");
    QVERIFY(!QFile::exists(path("")));
}

void TestFetch::givesUpOnADeadConnection()
{
    const Error error = errorOf(options("stall"), {.connect = 20, .stalled = 1});
    QCOMPARE(error.code(), ErrorCode::Network);
    QVERIFY2(error.message().find("in time") != std::string::npos, error.what());
    QVERIFY(!read(path(".part")).isEmpty());
}

void TestFetch::stopsWhileTheServerIsSilent()
{
    std::stop_source stop;
    int silent = 0;
    double last = -1;
    RunContext context;
    context.stop = stop.get_token();
    context.progress = [&](double fraction, std::string_view) {
        silent = fraction > 0 && fraction == last ? silent + 1 : 0;
        last = fraction;
        if (silent == 3)
            stop.request_stop();
    };
    QCOMPARE(errorOf(options("stall"), {}, context).code(), ErrorCode::Stopped);
    QVERIFY2(!read(path(".part")).isEmpty(), "What came is kept.");
}

void TestFetch::saysThatTheCertificateIsRefused()
{
    const QString openssl = QStandardPaths::findExecutable(QStringLiteral("openssl"));
    if (openssl.isEmpty())
        QSKIP("There is no openssl to make a certificate.");
    const QString certificate = m_served.filePath(QStringLiteral("certificate.pem"));
    const QString key = m_served.filePath(QStringLiteral("key.pem"));
    QProcess make;
    make.start(openssl, {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                         QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-subj"),
                         QStringLiteral("/CN=127.0.0.1"), QStringLiteral("-days"), QStringLiteral("1"),
                         QStringLiteral("-keyout"), key, QStringLiteral("-out"), certificate});
    QVERIFY(make.waitForFinished(60'000));
    QCOMPARE(make.exitCode(), 0);
    const FileServer server({m_served.filePath(QStringLiteral("served")), certificate, key});
    QVERIFY(server.started());
    const Error error = errorOf({m_folder->path().toStdString(), server.mirror("ok", "https")});
    QCOMPARE(error.code(), ErrorCode::Certificate);
    QVERIFY2(error.message().find("by hand") != std::string::npos, error.what());
}

void TestFetch::saysThatNobodyListens()
{
    // A port that is ours but not listened on.
    const int handle = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    QCOMPARE(bind(handle, reinterpret_cast<sockaddr*>(&address), size), 0);
    QCOMPARE(getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const Error error = errorOf({m_folder->path().toStdString(),
                                 QStringLiteral("http://127.0.0.1:%1").arg(ntohs(address.sin_port)).toStdString()});
    ::close(handle);
    QCOMPARE(error.code(), ErrorCode::Network);
    QVERIFY2(error.message().find("does not accept") != std::string::npos, error.what());
    QVERIFY2(!QFile::exists(path(".part")), "Nothing came: nothing is left.");
}

void TestFetch::saysThatTheHostIsUnknown()
{
    const Error error = errorOf({m_folder->path().toStdString(), "https://matinee.invalid/movielens"});
    QCOMPARE(error.code(), ErrorCode::Network);
    QVERIFY2(error.message().find("was not found") != std::string::npos, error.what());
}

void TestFetch::saysThatTheDiskIsFull()
{
    if (!QFile::exists(QStringLiteral("/dev/full")))
        QSKIP("There is no /dev/full that stands for a full disk.");
    QVERIFY(QFile::link(QStringLiteral("/dev/full"), path(".part")));
    const Error error = errorOf(options("ok"));
    QCOMPARE(error.code(), ErrorCode::Io);
    QVERIFY2(error.message().find("No space left") != std::string::npos, error.what());
}

void TestFetch::saysThatTheFolderCannotBeMade()
{
    write(path(""), "a file");
    QCOMPARE(errorOf({path("/below").toStdString(), "http://127.0.0.1/"}).code(), ErrorCode::Io);
}

void TestFetch::refusesOtherKindsOfAddresses()
{
    for (const char* mirror : {"file:///tmp/", "ftp://127.0.0.1/", "127.0.0.1"}) {
        const Error error = errorOf({m_folder->path().toStdString(), mirror});
        QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        QCOMPARE(error.where(), std::string("mirror"));
    }
}

QTEST_GUILESS_MAIN(TestFetch)
#include "tst_fetch.moc"
