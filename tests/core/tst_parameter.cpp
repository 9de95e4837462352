#include <matinee/error.h>
#include <matinee/parameter.h>
#include <matinee/recommender.h>

#include <QTest>

using namespace matinee;

namespace {

std::vector<Parameter> examples()
{
    Parameter whole{.key = "epochs", .kind = ParameterKind::Integer, .defaultValue = std::int64_t{5}};
    whole.minimum = 1;
    whole.maximum = 10;
    Parameter real{.key = "rate", .kind = ParameterKind::Real, .defaultValue = 0.5};
    real.maximum = 1;
    Parameter choice{.key = "optimiser", .kind = ParameterKind::Choice, .defaultValue = std::string("adam")};
    choice.choices = {{"adam", "Adam"}, {"sgd", "SGD"}};
    Parameter flag{.key = "clip", .kind = ParameterKind::Boolean, .defaultValue = false};
    return {whole, real, choice, flag};
}

} // namespace

class TestParameter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsAtDefaults()
    {
        const Hyperparameters values(examples());
        QCOMPARE(values.integer("epochs"), std::int64_t{5});
        QCOMPARE(values.real("rate"), 0.5);
        QCOMPARE(values.text("optimiser"), std::string("adam"));
        QCOMPARE(values.flag("clip"), false);
    }

    void readsText_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("stored");
        QTest::newRow("whole") << "epochs"
                               << "7"
                               << "7";
        QTest::newRow("whole written as real") << "epochs"
                                               << "7.0"
                                               << "7";
        QTest::newRow("real") << "rate"
                              << "1e-3"
                              << "0.001";
        QTest::newRow("real written as whole") << "rate"
                                               << "1"
                                               << "1";
        QTest::newRow("choice") << "optimiser"
                                << "sgd"
                                << "sgd";
        QTest::newRow("flag") << "clip"
                              << "true"
                              << "true";
        QTest::newRow("flag as digit") << "clip"
                                       << "1"
                                       << "true";
    }
    void readsText()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(QString, stored);
        Hyperparameters values(examples());
        values.setText(key.toStdString(), text.toStdString());
        QCOMPARE(QString::fromStdString(toText(values.value(key.toStdString()))), stored);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::newRow("unknown key") << "epoch"
                                     << "7";
        QTest::newRow("too small") << "epochs"
                                   << "0";
        QTest::newRow("too large") << "epochs"
                                   << "11";
        QTest::newRow("not whole") << "epochs"
                                   << "2.5";
        QTest::newRow("no number") << "rate"
                                   << "fast";
        QTest::newRow("not a number") << "rate"
                                      << "nan";
        QTest::newRow("infinite") << "rate"
                                  << "inf";
        QTest::newRow("trailing text") << "rate"
                                       << "0.1x";
        QTest::newRow("empty") << "rate"
                               << "";
        QTest::newRow("unknown choice") << "optimiser"
                                        << "Adam";
        QTest::newRow("unknown flag") << "clip"
                                      << "maybe";
    }
    void refuses()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        Hyperparameters values(examples());
        const auto before = values.values();
        try {
            values.setText(key.toStdString(), text.toStdString());
            QFAIL("accepted");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
            QCOMPARE(QString::fromStdString(error.where()), key);
            QVERIFY(QString::fromStdString(error.message()).endsWith(u'.'));
        }
        QVERIFY(values.values() == before);
    }

    /// Every parameter of every model is fit for a form: described, with a default that is accepted.
    void everyModelDescribesItsParameters()
    {
        for (const auto& model : models()) {
            const Hyperparameters values(model.parameters);
            QVERIFY2(!model.name.empty() && !model.summary.empty() && !model.formula.empty() && !model.paper.empty() &&
                         !model.fallback.empty(),
                     model.id.c_str());
            for (const auto& parameter : model.parameters) {
                const auto name = model.id + "." + parameter.key;
                QVERIFY2(!parameter.label.empty() && parameter.help.ends_with('.'), name.c_str());
                QVERIFY2(toText(values.value(parameter.key)) == toText(parameter.defaultValue), name.c_str());
                if (parameter.scale == ParameterScale::Logarithmic && parameter.sliderMinimum < parameter.sliderMaximum)
                    QVERIFY2(parameter.sliderMinimum > 0, name.c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestParameter)
#include "tst_parameter.moc"
