#include "tests/ui/window_support.h"
#include "ui/forms/parameter_field.h"
#include "ui/forms/parameter_form.h"
#include "ui/forms/scientific_spin_box.h"
#include "ui/forms/slider_scale.h"
#include "ui/forms/split_form.h"

#include <matinee/recommender.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSet>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

Parameter real(const std::string& key, double value, double minimum, double maximum, ParameterScale scale,
               bool live = false)
{
    Parameter parameter;
    parameter.key = key;
    parameter.label = key;
    parameter.help = "More of it changes more.";
    parameter.kind = ParameterKind::Real;
    parameter.defaultValue = value;
    parameter.minimum = minimum;
    parameter.maximum = maximum;
    parameter.scale = scale;
    parameter.live = live;
    return parameter;
}

std::vector<Parameter> everyKind()
{
    auto rate = real("learning_rate", 0.01, 0, 10, ParameterScale::Logarithmic, true);
    rate.sliderMinimum = 1e-5;
    rate.sliderMaximum = 1;
    Parameter factors = real("factors", 0, 1, 1000, ParameterScale::Logarithmic);
    factors.kind = ParameterKind::Integer;
    factors.defaultValue = std::int64_t{50};
    Parameter optimiser;
    optimiser.key = "optimiser";
    optimiser.label = "Optimiser";
    optimiser.kind = ParameterKind::Choice;
    optimiser.defaultValue = std::string("adam");
    optimiser.choices = {{"adam", "Adam"}, {"sgd", "SGD"}};
    Parameter clip;
    clip.key = "clip";
    clip.label = "Clip";
    clip.kind = ParameterKind::Boolean;
    clip.defaultValue = false;
    clip.advanced = true;
    return {factors, rate, optimiser, clip};
}

template <class Widget>
Widget* find(QWidget& form, const char* name)
{
    return form.findChild<Widget*>(QString::fromLatin1(name));
}

void chooseKind(SplitForm& form, SplitSpec::Kind kind)
{
    auto* kinds = find<QComboBox>(form, "splitKind");
    kinds->setCurrentIndex(kinds->findData(static_cast<int>(kind)));
}

} // namespace

class TestParameterForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void scaleCoversItsRange_data()
    {
        QTest::addColumn<double>("minimum");
        QTest::addColumn<double>("maximum");
        QTest::addColumn<bool>("logarithmic");
        QTest::newRow("linear") << 0.0 << 1.0 << false;
        QTest::newRow("decades") << 1e-5 << 1.0 << true;
        QTest::newRow("decades from zero") << 0.0 << 0.1 << true;
        QTest::newRow("below zero") << -3.0 << 3.0 << true; // has no logarithm: falls back on linear
    }

    void scaleCoversItsRange()
    {
        QFETCH(double, minimum);
        QFETCH(double, maximum);
        QFETCH(bool, logarithmic);
        const SliderScale scale(
            real("x", minimum, minimum, maximum, logarithmic ? ParameterScale::Logarithmic : ParameterScale::Linear));
        QCOMPARE(scale.value(0), minimum);
        QCOMPARE(scale.value(SliderScale::kSteps), maximum);
        double before = minimum;
        for (int position = 0; position <= SliderScale::kSteps; ++position) {
            const double value = scale.value(position);
            QVERIFY(value >= before && value <= maximum);
            before = value;
            // Back within the rounding to neat numbers.
            const int back = scale.position(value);
            QVERIFY2(std::abs(back - position) <= 20, qPrintable(QStringLiteral("%1 -> %2").arg(position).arg(back)));
        }
    }

    void sliderGivesNeatNumbers()
    {
        const SliderScale scale(real("x", 1e-5, 1e-5, 1, ParameterScale::Logarithmic));
        QCOMPARE(scale.value(400), 1e-3);
        QCOMPARE(scale.value(200), 1e-4);
        const auto factors = everyKind().front();
        const SliderScale whole(factors);
        QCOMPARE(whole.value(500), 32.0);
    }

    void scientificText_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << 0.01 << QStringLiteral("0.01");
        QTest::newRow("small") << 0.0001 << QStringLiteral("0.0001");
        QTest::newRow("tiny") << 2.5e-7 << QStringLiteral("2.5e-07");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0");
        QTest::newRow("large") << 1500.0 << QStringLiteral("1500");
    }

    void scientificText()
    {
        QFETCH(double, value);
        ScientificSpinBox box;
        box.setLocale(QLocale::c());
        box.setRange(0, 1e6);
        box.setValue(value);
        QCOMPARE(box.value(), value);
        QTEST(box.text(), "text");
        QCOMPARE(box.valueFromText(box.text()), value);
    }

    void scientificTyping()
    {
        ScientificSpinBox box;
        box.setLocale(QLocale::c());
        box.setRange(0, 10);
        box.setValue(1);
        box.selectAll();
        QTest::keyClicks(&box, QStringLiteral("3e-4"));
        box.interpretText();
        QCOMPARE(box.value(), 3e-4);
        QTest::keyClicks(&box, QStringLiteral("zz")); // letters are refused
        box.interpretText();
        QCOMPARE(box.value(), 3e-4);
    }

    void scientificSteps()
    {
        ScientificSpinBox box;
        box.setRange(0, 10);
        box.setValue(0.001);
        box.stepBy(1);
        QCOMPARE(box.value(), 0.002);
        box.setValue(0.001);
        box.stepBy(-1);
        QCOMPARE(box.value(), 0.0009);
        box.setValue(0.0097);
        box.stepBy(1);
        QCOMPARE(box.value(), 0.011);
        box.setValue(0);
        box.stepBy(1);
        QVERIFY(box.value() > 0);
        box.setValue(0);
        box.stepBy(-1);
        QCOMPARE(box.value(), 0.0);
    }

    void formIsBuiltFromTheList()
    {
        ParameterForm form;
        form.setHyperparameters(Hyperparameters(everyKind()));
        form.show();
        QCOMPARE(find<QSpinBox>(form, "factors")->value(), 50);
        QCOMPARE(find<QDoubleSpinBox>(form, "learning_rate")->value(), 0.01);
        QCOMPARE(find<QComboBox>(form, "optimiser")->currentText(), QStringLiteral("Adam"));
        QVERIFY(!find<QCheckBox>(form, "clip")->isVisible()); // folded away
        find<QToolButton>(form, "advancedToggle")->click();
        QVERIFY(find<QCheckBox>(form, "clip")->isVisible());
        for (const auto& parameter : everyKind()) {
            const auto* field = form.field(QString::fromStdString(parameter.key));
            QCOMPARE(field->editor()->accessibleName(), QString::fromStdString(parameter.label));
            QCOMPARE(field->editor()->accessibleDescription(), QString::fromStdString(parameter.help));
            QCOMPARE(field->label()->buddy(), field->editor());
        }
    }

    void editsAreTold()
    {
        ParameterForm form;
        form.setHyperparameters(Hyperparameters(everyKind()));
        QSignalSpy spy(&form, &ParameterForm::valueEdited);
        const auto told = [&spy](const char* key, const ParameterValue& value) {
            if (spy.isEmpty())
                return false;
            const auto arguments = spy.takeLast();
            return arguments[0].toString() == QLatin1String(key) && arguments[1].value<ParameterValue>() == value;
        };
        find<QSpinBox>(form, "factors")->setValue(64);
        QVERIFY(told("factors", std::int64_t{64}));
        find<QComboBox>(form, "optimiser")->setCurrentIndex(1);
        QVERIFY(told("optimiser", std::string("sgd")));
        find<QCheckBox>(form, "clip")->setChecked(true);
        QVERIFY(told("clip", true));
        auto* slider = find<QSlider>(form, "learning_rateSlider");
        slider->setValue(400);
        QVERIFY(told("learning_rate", 1e-3));
        QCOMPARE(slider->value(), 400); // the hand keeps its place
        QCOMPARE(find<QDoubleSpinBox>(form, "learning_rate")->value(), 1e-3);
        auto* reset = find<QToolButton>(form, "learning_rateReset");
        QVERIFY(reset->isEnabled());
        reset->click();
        QVERIFY(told("learning_rate", 0.01));
        QVERIFY(!reset->isEnabled());
        QCOMPARE(slider->value(), 600);
    }

    void showingIsNotEditing()
    {
        ParameterForm form;
        Hyperparameters values(everyKind());
        form.setHyperparameters(values);
        QSignalSpy spy(&form, &ParameterForm::valueEdited);
        auto* before = find<QSpinBox>(form, "factors");
        values.set("factors", std::int64_t{128});
        values.set("clip", true);
        form.setHyperparameters(values);
        QCOMPARE(find<QSpinBox>(form, "factors"), before); // the widgets stay
        QCOMPARE(before->value(), 128);
        QVERIFY(spy.isEmpty());
    }

    void onlyLiveParametersChangeWhileTraining()
    {
        ParameterForm form;
        form.setHyperparameters(Hyperparameters(everyKind()));
        form.setTraining(true);
        QVERIFY(find<QDoubleSpinBox>(form, "learning_rate")->isEnabled());
        QVERIFY(find<QSlider>(form, "learning_rateSlider")->isEnabled());
        QVERIFY(!find<QSpinBox>(form, "factors")->isEnabled());
        QVERIFY(!find<QComboBox>(form, "optimiser")->isEnabled());
        form.setTraining(false);
        QVERIFY(find<QSpinBox>(form, "factors")->isEnabled());
    }

    void everyModelHasAForm_data()
    {
        QTest::addColumn<QString>("id");
        for (const auto& model : models())
            QTest::newRow(model.id.c_str()) << QString::fromStdString(model.id);
    }

    void everyModelHasAForm()
    {
        QFETCH(QString, id);
        const auto& model = modelInfo(id.toStdString());
        ParameterForm form;
        QSignalSpy spy(&form, &ParameterForm::valueEdited);
        Hyperparameters values(model.parameters);
        form.setHyperparameters(values);
        QVERIFY2(spy.isEmpty(), "a default cannot be shown as it is");
        for (const auto& parameter : model.parameters) {
            auto* field = form.field(QString::fromStdString(parameter.key));
            QVERIFY(field);
            QVERIFY2(!parameter.help.empty() && !parameter.label.empty(), parameter.key.c_str());
            if (!field->slider())
                continue;
            // Every place of the slider is a value that the model accepts.
            for (int position = 0; position <= SliderScale::kSteps; position += 50) {
                field->slider()->setValue(position);
                values.set(parameter.key, field->value());
            }
        }
    }

    void splitsAreWrittenAsSpec_data()
    {
        QTest::addColumn<QString>("spec");
        for (const auto* spec : {"random:0.8/0.1/0.1",
                                 "random:0.9/0.1",
                                 "random:0.8/0.1/0.1@7",
                                 "sklearn:0.8/0.1/0.1@42",
                                 "sklearn:0.75/0.25@1",
                                 "sklearn:0.75/0.25",
                                 "pandas:0.8/0.2@4294967295",
                                 "pandas:0.7/0.2/0.1",
                                 "temporal:0.8/0.1/0.1",
                                 "temporal:0.9/0.1",
                                 "folds:5/2@42",
                                 "folds:12/12",
                                 "folds:5/2:validation=0.1@42",
                                 "leave-one-out",
                                 "leave-one-out@42",
                                 "leave-one-out:validation=0.1@42",
                                 "leave-one-out:validation=0.25",
                                 "leave-one-out:validation=last",
                                 "leave-one-out:validation=last@1",
                                 "files:u1.base,u1.test",
                                 "files:a,b,c",
                                 "files:u1.base,u1.test:validation=0.1"})
            QTest::newRow(spec) << QString::fromLatin1(spec);
    }

    void splitsAreWrittenAsSpec()
    {
        QFETCH(QString, spec);
        SplitForm form;
        const auto split = SplitSpec::parse(spec.toStdString());
        QSignalSpy spy(&form, &SplitForm::edited);
        form.setValue(split);
        QVERIFY(spy.isEmpty());
        QCOMPARE(form.error(), QString());
        QCOMPARE(form.text(), spec);
        QVERIFY(form.value() == split);
    }

    void badSplitsSayWhy()
    {
        SplitForm form;
        find<QDoubleSpinBox>(form, "splitValidation")->setValue(60);
        find<QDoubleSpinBox>(form, "splitTest")->setValue(40);
        QVERIFY(form.error().contains(QStringLiteral("training")));
        find<QDoubleSpinBox>(form, "splitTest")->setValue(0);
        QVERIFY(form.error().contains(QStringLiteral("test")));
        chooseKind(form, SplitSpec::Kind::Files);
        QVERIFY(form.error().contains(QStringLiteral("file")));
        find<QLineEdit>(form, "splitTrainFile")->setText(QStringLiteral("u1.base"));
        find<QLineEdit>(form, "splitTestFile")->setText(QStringLiteral("u1.test"));
        QCOMPARE(form.error(), QString());
        chooseKind(form, SplitSpec::Kind::LeaveOneOut);
        QCOMPARE(form.error(), QString()); // the shares of another kind do not matter here
        find<QComboBox>(form, "splitUsersValidation")->setCurrentIndex(1);
        QCOMPARE(form.text(), QStringLiteral("leave-one-out:validation=0.1"));
        find<QDoubleSpinBox>(form, "splitValidationShare")->setValue(0);
        QVERIFY(form.error().contains(QStringLiteral("share")));
    }

    void everyKindOfSplitCanBeChosen()
    {
        SplitForm form;
        form.show();
        QSignalSpy spy(&form, &SplitForm::edited);
        auto* kinds = find<QComboBox>(form, "splitKind");
        QSet<QString> sentences;
        for (int i = 1; i <= kinds->count(); ++i) {
            kinds->setCurrentIndex(i % kinds->count());
            QCOMPARE(spy.count(), i);
            const auto sentence = find<QLabel>(form, "splitAbout")->text();
            QVERIFY(sentence.endsWith(u'.') || sentence.endsWith(u'?'));
            sentences.insert(sentence);
            if (static_cast<SplitSpec::Kind>(kinds->currentData().toInt()) != SplitSpec::Kind::Files)
                QCOMPARE(form.error(), QString());
        }
        QCOMPARE(sentences.size(), kinds->count());
    }

    void splitFieldsFollowTheKind()
    {
        SplitForm form;
        form.show();
        const auto shown = [&form](const char* name) { return find<QWidget>(form, name)->isVisible(); };
        QVERIFY(shown("splitTest") && shown("splitOwnSeed") && !shown("splitSeed") && !shown("splitFold"));
        find<QCheckBox>(form, "splitOwnSeed")->setChecked(true);
        QVERIFY(shown("splitSeed"));
        QCOMPARE(form.text(), QStringLiteral("random:0.8/0.1/0.1@42"));
        chooseKind(form, SplitSpec::Kind::Temporal);
        QVERIFY(shown("splitTest") && !shown("splitOwnSeed") && !shown("splitSeed"));
        QCOMPARE(form.text(), QStringLiteral("temporal:0.8/0.1/0.1"));
        chooseKind(form, SplitSpec::Kind::LeaveOneOut);
        QVERIFY(!shown("splitTest") && shown("splitUsersValidation") && !shown("splitValidationShare"));
        find<QComboBox>(form, "splitUsersValidation")->setCurrentIndex(1);
        QVERIFY(shown("splitValidationShare"));
        chooseKind(form, SplitSpec::Kind::Folds);
        QVERIFY(!shown("splitUsersValidation") && shown("splitFolds") && shown("splitFold"));
        // The share stays. There is no sixth fold of five, and no fifth of three.
        QSignalSpy spy(&form, &SplitForm::edited);
        find<QSpinBox>(form, "splitFold")->setValue(6);
        QCOMPARE(form.text(), QStringLiteral("folds:5/5:validation=0.1@42"));
        find<QSpinBox>(form, "splitFolds")->setValue(3);
        QCOMPARE(form.text(), QStringLiteral("folds:3/3:validation=0.1@42"));
        QCOMPARE(spy.count(), 2);
    }
};

int main(int argc, char* argv[])
{
    QLocale::setDefault(QLocale::c());
    QApplication app(argc, argv);
    TestParameterForm test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_parameter_form.moc"
