#include "ui/state/command_line.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

#include <array>

namespace matinee::ui {

namespace {

constexpr int kMinimumSide = 100;
constexpr int kMaximumSide = 20'000;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::CommandLine)
};

QSize parseSize(const QString& text)
{
    static const QRegularExpression kSize(QStringLiteral("^(\\d{1,5})x(\\d{1,5})$"));
    const auto match = kSize.match(text);
    const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
    const auto fits = [](int side) { return side >= kMinimumSide && side <= kMaximumSide; };
    return fits(size.width()) && fits(size.height()) ? size : QSize();
}

/// A path keeps its meaning wherever it is read; a name (of a release) stays a name.
QString absoluteIfPath(const QString& source)
{
    const QFileInfo info(source);
    return source.contains(QLatin1Char('/')) && info.exists() ? info.absoluteFilePath() : source;
}

/// \return one sentence if there is no such projection, else empty
QString takeLayout(const QString& name, MapLayout& layout)
{
    try {
        layout = mapLayoutOf(name.toStdString());
        return {};
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace

CommandLine parseCommandLine(int& argc, char** argv)
{
    const QCoreApplication app(argc, argv); // the parser's help asks it for the program's name
    QCommandLineParser parser;
    parser.setApplicationDescription(Text::tr("A desktop laboratory for recommender models on film ratings."));
    const auto value = [&parser](const char* name, const QString& help, const QString& valueName,
                                 const QString& fallback = {}) {
        QCommandLineOption option(QString::fromLatin1(name), help, valueName, fallback);
        parser.addOption(option);
        return option;
    };
    const auto data = value("data", Text::tr("Opens a data set: sample, a release's id, a folder, a zip or a file."),
                            QStringLiteral("SOURCE"));
    const auto run =
        value("run", Text::tr("Opens a run: its folder, or its number in the store of runs."), QStringLiteral("RUN"));
    const auto file = value("export", Text::tr("Draws a figure of the run without a display, then exits."),
                            QStringLiteral("FILE.png|.svg|.pdf|.csv"));
    const auto view =
        value("view", Text::tr("What is drawn: curves or map."), QStringLiteral("VIEW"), QStringLiteral("curves"));
    const auto size =
        value("size", Text::tr("Size of the figure in pixels."), QStringLiteral("WxH"), QStringLiteral("1600x900"));
    const auto clusters =
        value("clusters", Text::tr("Number of clusters of the map."), QStringLiteral("K"), QStringLiteral("10"));
    const auto projection = value("projection", Text::tr("Projection of the map: pca, umap or tsne."),
                                  QStringLiteral("P"), QStringLiteral("pca"));
    const QCommandLineOption opengl(QStringLiteral("opengl"),
                                    Text::tr("Draws the markers of the map by OpenGL."));
    parser.addOption(opengl);
    const auto help = parser.addHelpOption();
    const auto version = parser.addVersionOption();

    CommandLine result;
    if (!parser.parse(QCoreApplication::arguments())) {
        result.error = parser.errorText();
        return result;
    }
    if (parser.isSet(help)) {
        result.answer = parser.helpText();
        return result;
    }
    if (parser.isSet(version)) {
        result.answer = QStringLiteral("matinee %1\n").arg(QCoreApplication::applicationVersion());
        return result;
    }
    result.data = absoluteIfPath(parser.value(data));
    result.run = parser.value(run);
    result.exportFile = parser.value(file);
    result.size = parseSize(parser.value(size));
    result.openGl = parser.isSet(opengl);
    bool numeric = false;
    result.clusters = parser.value(clusters).toInt(&numeric);
    if (parser.value(view) == QLatin1String("map"))
        result.view = FigureView::Map;

    const auto& names = parser.positionalArguments();
    if (!names.isEmpty())
        result.error = Text::tr("'%1' is not understood; a data set is opened with --data.").arg(names.front());
    else if (parser.isSet(file) && result.exportFile.isEmpty())
        result.error = Text::tr("--export needs the name of a file.");
    else if (parser.isSet(file) && result.run.isEmpty())
        result.error = Text::tr("--export needs a run to draw: --run RUN.");
    else if (parser.isSet(data) && parser.isSet(run))
        result.error = Text::tr("A run brings its own data set: give --data or --run, not both.");
    else if (result.view != FigureView::Map && parser.value(view) != QLatin1String("curves"))
        result.error = Text::tr("'%1' is not a view; choose curves or map.").arg(parser.value(view));
    else if (!result.size.isValid())
        result.error =
            Text::tr("'%1' is not a size; give width and height in pixels, as 1600x900.").arg(parser.value(size));
    else if (!numeric || result.clusters < 1)
        result.error = Text::tr("'%1' is not a number of clusters.").arg(parser.value(clusters));
    else
        result.error = takeLayout(parser.value(projection), result.layout);
    return result;
}

bool hasDisplay()
{
    constexpr std::array kNames = {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"};
    for (const auto* name : kNames)
        if (!qEnvironmentVariableIsEmpty(name))
            return true;
    return false;
}

} // namespace matinee::ui
