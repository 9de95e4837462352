#include "data/negative_sampler.h"
#include "support/toy_data.h"

#include <QTest>

#include <numeric>
#include <vector>

using namespace matinee;

class TestNegativeSampler : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = test::toyData(40, 30, 600);
    UserItems m_positives{*m_data, allRows(*m_data)};
    std::vector<std::int32_t> m_users;

    static std::vector<RowIndex> allRows(const Dataset& data)
    {
        std::vector<RowIndex> rows(data.ratings.size());
        std::iota(rows.begin(), rows.end(), RowIndex{0});
        return rows;
    }

    std::vector<std::int32_t> drawn(std::uint64_t seed, int perUser = 500) const
    {
        const NegativeSampler sampler(m_positives, m_data->itemCount());
        std::vector<std::int32_t> out(m_users.size() * static_cast<std::size_t>(perUser));
        sampler.draw(m_users, perUser, seed, 0, out);
        return out;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_users.resize(static_cast<std::size_t>(m_data->userCount()));
        std::iota(m_users.begin(), m_users.end(), 0);
    }

    void neverAPositive()
    {
        const auto out = drawn(1);
        for (std::size_t n = 0; n < out.size(); ++n) {
            QVERIFY(out[n] >= 0 && out[n] < m_data->itemCount());
            QVERIFY(!m_positives.contains(static_cast<std::int32_t>(n / 500), out[n]));
        }
    }

    /// Pearson's chi-square of each user's draws over their missing films, added up; mean df, deviation sqrt(2 df).
    void uniform()
    {
        constexpr int kDraws = 5000;
        const auto out = drawn(2, kDraws);
        double chiSquare = 0;
        double degrees = 0;
        for (std::size_t u = 0; u < m_users.size(); ++u) {
            std::vector<int> counts(static_cast<std::size_t>(m_data->itemCount()));
            for (std::size_t n = 0; n < kDraws; ++n)
                ++counts[static_cast<std::size_t>(out[u * kDraws + n])];
            const auto user = static_cast<std::int32_t>(u);
            const auto missing = counts.size() - m_positives.of(user).size();
            const double expected = static_cast<double>(kDraws) / static_cast<double>(missing);
            for (std::size_t i = 0; i < counts.size(); ++i)
                if (!m_positives.contains(user, static_cast<std::int32_t>(i)))
                    chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
            degrees += static_cast<double>(missing) - 1;
        }
        const double z = (chiSquare - degrees) / std::sqrt(2 * degrees);
        QVERIFY2(std::abs(z) < 4, std::to_string(z).c_str());
    }

    void sameSeedSameDraws()
    {
        QVERIFY(drawn(3) == drawn(3));
        QVERIFY(drawn(3) != drawn(4));
        // Not one stream shifted, either.
        const auto a = drawn(3);
        const auto b = drawn(4);
        QVERIFY(!std::equal(a.begin() + 1, a.begin() + 100, b.begin()));
    }

    void piecesEqualTheWhole()
    {
        const NegativeSampler sampler(m_positives, m_data->itemCount());
        const auto whole = drawn(5, 3);
        std::vector<std::int32_t> pieces(whole.size());
        const std::span<const std::int32_t> users = m_users;
        const std::span<std::int32_t> out = pieces;
        sampler.draw(users.first(7), 3, 5, 0, out.first(21));
        sampler.draw(users.subspan(7), 3, 5, 21, out.subspan(21));
        QVERIFY(pieces == whole);
    }

    void aUserWithEverythingGetsAnything()
    {
        DatasetParts parts;
        parts.ratings.user = {1, 1, 1, 2, 2};
        parts.ratings.item = {7, 8, 9, 7, 9};
        parts.ratings.value = {5, 3, 4, 4, 4};
        parts.ratings.time = {0, 0, 0, 0, 0};
        const auto data = assembleDataset(std::move(parts));
        const NegativeSampler sampler(UserItems(data, allRows(data)), data.itemCount());
        const std::vector<std::int32_t> users = {0, 1};
        std::vector<std::int32_t> out(200);
        sampler.draw(users, 100, 1, 0, out);
        std::vector<int> counts(3);
        for (std::size_t n = 0; n < 100; ++n) {
            QVERIFY(out[n] >= 0 && out[n] < 3);
            ++counts[static_cast<std::size_t>(out[n])];
            QCOMPARE(out[100 + n], 1); // the one film that is left
        }
        QVERIFY(counts[0] > 10 && counts[1] > 10 && counts[2] > 10);
    }

    void fourMillionDraws()
    {
        const auto data = test::toyData(6000, 3700, 1'000'000);
        const NegativeSampler sampler(UserItems(*data, allRows(*data)), data->itemCount());
        std::vector<std::int32_t> out(4'000'000);
        QBENCHMARK
        {
            sampler.draw(data->ratings.user, 4, 1, 0, out);
        }
    }
};

QTEST_GUILESS_MAIN(TestNegativeSampler)
#include "tst_negative_sampler.moc"
