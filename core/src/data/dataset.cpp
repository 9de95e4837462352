#include <matinee/dataset.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace matinee {

std::string Catalogue::genreText(const Film& film) const
{
    std::string text;
    for (std::size_t g = 0; g < genres.size(); ++g) {
        if (film.genres >> g & 1) {
            if (!text.empty())
                text += ", ";
            text += genres[g];
        }
    }
    return text;
}

DatasetFacts describe(const Dataset& data)
{
    DatasetFacts facts;
    facts.users = static_cast<std::size_t>(data.userCount());
    facts.items = static_cast<std::size_t>(data.itemCount());
    facts.catalogue = data.catalogue.films.size();
    facts.ratings = data.ratings.size();
    if (facts.ratings == 0)
        return facts;

    facts.density = static_cast<double>(facts.ratings) / (static_cast<double>(facts.users) * facts.items);
    double sum = 0;
    double squares = 0;
    // Almost every scale has tenths of stars: a table for these, a map for the rest.
    std::array<std::size_t, 101> tenths{};
    std::map<float, std::size_t> histogram;
    for (const float value : data.ratings.value) {
        sum += value;
        squares += static_cast<double>(value) * value;
        const auto tenth = value >= 0 && value <= 10 ? static_cast<std::size_t>(value * 10 + 0.5F) : 0;
        if (static_cast<float>(tenth) / 10 == value)
            ++tenths[tenth];
        else
            ++histogram[value];
    }
    for (std::size_t tenth = 0; tenth < tenths.size(); ++tenth)
        if (tenths[tenth] > 0)
            histogram[static_cast<float>(tenth) / 10] = tenths[tenth];
    const auto n = static_cast<double>(facts.ratings);
    facts.mean = sum / n;
    facts.deviation = std::sqrt(std::max(0.0, squares / n - facts.mean * facts.mean));
    for (const auto& [value, count] : histogram)
        facts.histogram[value] = count;
    facts.minimum = facts.histogram.begin()->first;
    facts.maximum = facts.histogram.rbegin()->first;
    facts.firstTime = data.firstTime;
    facts.lastTime = data.lastTime;
    return facts;
}

} // namespace matinee
