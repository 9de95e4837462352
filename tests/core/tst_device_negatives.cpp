#include "data/negative_sampler.h"
#include "models/device_negatives.h"
#include "support/toy_data.h"

#include <torch/torch.h>

// Qt and torch do not meet in one file: this test has no QtTest, only a main() that says what failed.
#include <cstdio>
#include <numeric>
#include <vector>

using namespace matinee;

/// The tensor version draws from the same films, uniformly: chi-squared over each user's missing films.
int main()
{
    const auto data = test::toyData(40, 30, 600);
    std::vector<RowIndex> rows(data->ratings.size());
    std::iota(rows.begin(), rows.end(), RowIndex{0});
    const UserItems positives(*data, rows);
    const DeviceNegatives negatives(positives, data->userCount(), data->itemCount(), torch::kCPU);
    constexpr std::int64_t kDraws = 2000;
    const auto users = torch::arange(data->userCount(), torch::kInt);
    const auto drawn = negatives.draw(users, kDraws, at::detail::createCPUGenerator(7));
    const auto again = negatives.draw(users, kDraws, at::detail::createCPUGenerator(7));
    int failures = 0;
    const auto check = [&](bool fine, const char* what) {
        std::printf("%s   : %s\n", fine ? "PASS" : "FAIL!", what);
        failures += !fine;
    };
    check(torch::equal(drawn, again), "the same generator draws the same films");
    const auto films = drawn.accessor<std::int32_t, 2>();
    bool inside = true;
    bool missing = true;
    double worst = 0;
    for (std::int32_t user = 0; user < data->userCount(); ++user) {
        const auto left = data->itemCount() - static_cast<std::int32_t>(positives.of(user).size());
        std::vector<int> counts(static_cast<std::size_t>(data->itemCount()));
        for (std::int64_t n = 0; n < kDraws; ++n) {
            const auto film = films[user][n];
            inside = inside && film >= 0 && film < data->itemCount();
            missing = missing && (left == 0 || !positives.contains(user, film));
            if (inside)
                ++counts[static_cast<std::size_t>(film)];
        }
        if (left < 2)
            continue;
        const double expected = static_cast<double>(kDraws) / left;
        double chi = 0;
        for (std::int32_t film = 0; film < data->itemCount(); ++film)
            if (!positives.contains(user, film))
                chi += std::pow(counts[static_cast<std::size_t>(film)] - expected, 2) / expected;
        worst = std::max(worst, (chi - (left - 1)) / std::sqrt(2.0 * (left - 1)));
    }
    check(inside, "only films that exist");
    check(missing, "no film that the user has");
    check(worst < 5, "uniformly");
    return failures == 0 ? 0 : 1;
}
