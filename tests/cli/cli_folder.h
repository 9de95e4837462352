#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace matinee::test {

using namespace Qt::StringLiterals;

/// What one call of matinee-cli left.
struct Outcome
{
    int code = -1;
    QByteArray out;
    QByteArray err;

    QList<QByteArray> lines() const
    {
        auto list = out.split('\n');
        if (!list.isEmpty() && list.last().isEmpty())
            list.removeLast();
        return list;
    }
    /// Every line as an object; an empty object for a line that is none.
    QList<QJsonObject> events() const
    {
        QList<QJsonObject> list;
        for (const auto& line : lines())
            list.append(QJsonDocument::fromJson(line).object());
        return list;
    }
    QList<QJsonObject> events(const QString& kind) const
    {
        QList<QJsonObject> list;
        for (const auto& object : events()) {
            if (object[u"event"_s] == kind)
                list.append(object);
        }
        return list;
    }
};

inline QList<QByteArray> linesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return Outcome{0, file.readAll(), {}}.lines();
}

/// A folder in which matinee-cli is called: with a small data set and, once asked for, a run of three epochs.
class CliFolder
{
public:
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QString data() const { return path("data"); }

    void start(QProcess& process, const QStringList& arguments) const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_DATA_HOME"_s, path("share")); // none of the person's own data sets
        environment.insert(u"no_proxy"_s, u"*"_s);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder.path());
        process.start(u"" MATINEE_CLI ""_s, arguments);
        process.closeWriteChannel();
    }

    Outcome run(const QStringList& arguments) const
    {
        QProcess process;
        start(process, arguments);
        const bool ended = process.waitForFinished(300'000) && process.exitStatus() == QProcess::NormalExit;
        return {ended ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
    }

    /// Arguments of a short training.
    QStringList train(const QStringList& more) const
    {
        return QStringList{u"train"_s, u"--data"_s,    data(),     u"--model"_s,  u"biased-mf"_s,
                           u"--set"_s, u"factors=4"_s, u"--set"_s, u"epochs=3"_s, u"--threads"_s,
                           u"1"_s,     u"--device"_s,  u"cpu"_s} +
               more;
    }

    /// Writes the small data set.
    Outcome makeData() const
    {
        return run({u"data"_s, u"sample"_s, u"--to"_s, data(), u"--users"_s, u"80"_s, u"--items"_s, u"120"_s,
                    u"--ratings"_s, u"3000"_s});
    }

    QString trainedRun() const
    {
        const QString folder = path("trained");
        if (!QFile::exists(folder)) {
            const auto outcome = run(train({u"--out"_s, folder, u"--json"_s}));
            if (outcome.code != 0)
                qWarning("%s", outcome.err.constData());
        }
        return folder;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace matinee::test
