#include "experiments/sweep/asha.h"

#include <matinee/random.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace matinee;

namespace {

constexpr double kDiverged = std::numeric_limits<double>::infinity();

/// Paused at its last rung.
HalvingTrial paused(int number, std::vector<double> losses)
{
    return {number, std::move(losses), true};
}

HalvingTrial busy(int number, std::vector<double> losses)
{
    return {number, std::move(losses), false};
}

} // namespace

class TestAsha : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rungsGrowByTheReduction()
    {
        QCOMPARE(Asha(1, 27, 3).rungs(), (std::vector<int>{1, 3, 9, 27}));
        QCOMPARE(Asha(2, 20, 3).rungs(), (std::vector<int>{2, 6, 18, 20}));
        QCOMPARE(Asha(5, 5, 3).rungs(), (std::vector<int>{5}));
        QCOMPARE(Asha(1, 16, 4).rungs(), (std::vector<int>{1, 4, 16}));
    }

    void theBestOfThreeGoesOn()
    {
        const Asha asha(1, 27, 3);
        std::vector<HalvingTrial> trials = {paused(0, {0.9}), paused(1, {0.8})};
        QVERIFY(!asha.promotion(trials));
        trials.push_back(paused(2, {0.85}));
        QCOMPARE(asha.promotion(trials), std::optional(1));
        trials[1] = busy(1, {0.8}); // on its way
        QVERIFY(!asha.promotion(trials));
    }

    void theHighestRungComesFirst()
    {
        const Asha asha(1, 27, 3);
        std::vector<HalvingTrial> trials;
        for (int t = 0; t < 9; ++t)
            trials.push_back(paused(t, {0.1 * t}));
        for (int t = 0; t < 3; ++t)
            trials[static_cast<std::size_t>(t)].losses.push_back(1.0 - 0.1 * t);
        QCOMPARE(asha.promotion(trials), std::optional(2)); // best of the second rung
        trials[2].waits = false;
        QVERIFY(!asha.promotion(trials)); // three of nine have gone on already
        trials.push_back(paused(9, {-1}));
        QVERIFY(!asha.promotion(trials) || asha.promotion(trials) == std::optional(9));
        trials.push_back(paused(10, {5}));
        trials.push_back(paused(11, {5}));
        QCOMPARE(asha.promotion(trials), std::optional(9));
    }

    void equalLossesGoByNumber()
    {
        const Asha asha(1, 9, 3);
        const std::vector<HalvingTrial> trials = {paused(2, {0.5}), paused(0, {0.5}), paused(1, {0.5})};
        QCOMPARE(asha.promotion(trials), std::optional(0));
    }

    void whatDivergedNeverGoesOn()
    {
        const Asha asha(1, 9, 3);
        const std::vector<HalvingTrial> trials = {paused(0, {kDiverged}), paused(1, {kDiverged}),
                                                  paused(2, {kDiverged})};
        QVERIFY(!asha.promotion(trials));
        QVERIFY(!asha.lastPromotion(trials));
    }

    void aFewTrialsStillEndWithAWinner()
    {
        const Asha asha(1, 27, 3);
        std::vector<HalvingTrial> trials = {paused(0, {0.9}), paused(1, {0.8})};
        std::vector<int> order;
        while (const auto number = asha.lastPromotion(trials)) {
            order.push_back(*number);
            trials[static_cast<std::size_t>(*number)].losses.push_back(0.7);
        }
        QCOMPARE(order, (std::vector<int>{1, 1, 1}));
    }

    /// One trial after another, as with one job: the epochs that are spent and who trains to the end can be counted by
    /// hand. 27 trials with 1, 3, 9 and 27 epochs; trial t has the loss t, whatever the epoch, and the best comes last,
    /// so nobody is overtaken: 27 at the first rung, 9 at the second, 3 at the third, 1 at the last.
    void theEpochsOfAWholeSweep()
    {
        const Asha asha(1, 27, 3);
        std::vector<HalvingTrial> trials;
        int epochs = 0;
        const auto train = [&](HalvingTrial& trial, double loss) {
            const auto rung = trial.losses.size();
            epochs += asha.rungs()[rung] - (rung > 0 ? asha.rungs()[rung - 1] : 0);
            trial.losses.push_back(loss);
            trial.waits = trial.losses.size() < asha.rungs().size();
        };
        const auto climb = [&] {
            while (const auto number = asha.promotion(trials))
                train(trials[static_cast<std::size_t>(*number)], *number);
        };
        for (int t = 0; t < 27; ++t) {
            trials.push_back({t, {}, false});
            train(trials.back(), t);
            climb();
        }
        std::vector<int> reached(4);
        for (const auto& trial : trials) {
            for (std::size_t rung = 0; rung < trial.losses.size(); ++rung)
                ++reached[rung];
        }
        QCOMPARE(reached, (std::vector<int>{27, 9, 3, 1}));
        QCOMPARE(epochs, 27 * 1 + 9 * 2 + 3 * 6 + 1 * 18);
        QCOMPARE(trials[0].losses.size(), std::size_t{4});
    }

    /// Random losses that shrink with training: the winner of full training is among the few that train fully, and in
    /// no order of trials does the sweep need half the epochs.
    void anyOrderSavesEpochs()
    {
        const Asha asha(1, 27, 3);
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            Random random(seed);
            std::vector<double> final(81);
            for (auto& loss : final)
                loss = random.uniform();
            std::vector<HalvingTrial> trials;
            int epochs = 0;
            const auto train = [&](HalvingTrial& trial) {
                const auto rung = trial.losses.size();
                epochs += asha.rungs()[rung] - (rung > 0 ? asha.rungs()[rung - 1] : 0);
                trial.losses.push_back(final[static_cast<std::size_t>(trial.number)] + 1.0 / asha.rungs()[rung]);
                trial.waits = trial.losses.size() < asha.rungs().size();
            };
            for (int t = 0; t < 81; ++t) {
                trials.push_back({t, {}, false});
                train(trials.back());
                while (const auto number = asha.promotion(trials))
                    train(trials[static_cast<std::size_t>(*number)]);
            }
            const auto best = std::min_element(final.begin(), final.end()) - final.begin();
            QCOMPARE(trials[static_cast<std::size_t>(best)].losses.size(), std::size_t{4});
            QVERIFY2(epochs < 81 * 27 / 2, qPrintable(QString::number(epochs)));
        }
    }
};

QTEST_GUILESS_MAIN(TestAsha)
#include "tst_asha.moc"
