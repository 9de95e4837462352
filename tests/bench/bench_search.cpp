// Search over 87,585 titles, those of ml-latest-small (in MATINEE_TEST_DATA) and invented ones: making the index, its
// memory, and the time of a search, key by key. README.md has the figures.

#include "data/sample_catalogue.h"

#include <matinee/dataset_source.h>
#include <matinee/title_search.h>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

namespace {

using namespace matinee;

constexpr int kTitles = 87'585;

struct Titles
{
    Catalogue catalogue;
    std::vector<std::int32_t> popularity;
};

const Titles& allTitles()
{
    static const Titles all = [] {
        Titles titles;
        if (const char* folder = std::getenv("MATINEE_TEST_DATA")) {
            const auto data = loadDataset(std::string(folder) + "/ml-latest-small");
            titles.catalogue = data->catalogue;
            titles.popularity.assign(data->catalogue.films.size(), 0);
            for (const auto item : data->ratings.item)
                ++titles.popularity[static_cast<std::size_t>(item)];
        }
        auto made = sample::makeFilms(kTitles - static_cast<int>(titles.catalogue.films.size()), 1, {});
        for (Film& film : made.films)
            titles.catalogue.films.push_back(std::move(film));
        return titles;
    }();
    return all;
}

const TitleIndex& index()
{
    static const TitleIndex made(allTitles().catalogue, allTitles().popularity);
    return made;
}

void makeIndex(benchmark::State& state)
{
    allTitles();
    for (auto _ : state)
        benchmark::DoNotOptimize(TitleIndex(allTitles().catalogue, allTitles().popularity));
    state.counters["MB"] = static_cast<double>(index().memory()) / 1e6;
}
BENCHMARK(makeIndex)->Unit(benchmark::kMillisecond);

void search(benchmark::State& state, const std::string& text)
{
    index();
    for (auto _ : state)
        benchmark::DoNotOptimize(index().find(text, 500));
    const auto found = index().find(text, 1);
    state.SetLabel(found.empty() ? "nothing"
                                 : allTitles().catalogue.films[static_cast<std::size_t>(found[0].item)].title);
}

} // namespace

int main(int argc, char** argv)
{
    const std::string typed = "toy stroy";
    for (std::size_t n = 1; n <= typed.size(); ++n) {
        const std::string text = typed.substr(0, n);
        benchmark::RegisterBenchmark(("search/" + text).c_str(), [text](benchmark::State& state) {
            search(state, text);
        })->Unit(benchmark::kMillisecond);
    }
    for (const std::string text :
         {"the", "1995 comedy", "lordof the rigns", "fabuleux destni", "a e i o u", "qqqqqqqqqq"})
        benchmark::RegisterBenchmark(("search/" + text).c_str(), [text](benchmark::State& state) {
            search(state, text);
        })->Unit(benchmark::kMillisecond);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
