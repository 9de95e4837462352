#include <matinee/error.h>
#include <matinee/schedule.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace matinee {

namespace {

constexpr double kWarmUp = 0.3;           ///< share of the epochs
constexpr double kFirst = 1.0 / 25;       ///< of the highest rate
constexpr double kLast = 1.0 / 25 / 1000; ///< likewise

/// From one value at t = 0 to another at t = 1 along half a cosine.
double cosine(double from, double to, double t)
{
    return to + (from - to) * (1 + std::cos(std::numbers::pi * std::clamp(t, 0.0, 1.0))) / 2;
}

} // namespace

Schedule::Schedule(const Hyperparameters& hyperparameters)
    : m_best(std::numeric_limits<double>::infinity())
{
    if (!hyperparameters.has("schedule"))
        return;
    const auto& kind = hyperparameters.text("schedule");
    m_kind = kind == "step"        ? Kind::Step
             : kind == "cosine"    ? Kind::Cosine
             : kind == "one-cycle" ? Kind::OneCycle
             : kind == "plateau"   ? Kind::Plateau
                                   : Kind::Constant;
    m_epochs = static_cast<double>(hyperparameters.integer("epochs"));
    m_every = static_cast<double>(hyperparameters.integer("schedule_epochs"));
    m_factor = hyperparameters.real("schedule_factor");
}

double Schedule::factor(double position) const
{
    switch (m_kind) {
    case Kind::Constant:
        return 1;
    case Kind::Step:
        return std::pow(m_factor, std::floor(std::min(position, m_epochs) / m_every));
    case Kind::Cosine:
        return cosine(1, m_factor, position / m_epochs);
    case Kind::OneCycle: {
        const double top = kWarmUp * m_epochs;
        return position < top ? cosine(kFirst, 1, position / top)
                              : cosine(1, kLast, (position - top) / (m_epochs - top));
    }
    case Kind::Plateau:
        return std::pow(m_factor, std::count_if(m_drops.begin(), m_drops.end(),
                                                [position](double epoch) { return epoch <= position; }));
    }
    return 1;
}

void Schedule::report(double judged)
{
    ++m_reported;
    if (judged < m_best) {
        m_best = judged;
        m_waited = 0;
    } else if (m_kind == Kind::Plateau && ++m_waited >= m_every) {
        m_drops.push_back(m_reported);
        m_waited = 0;
    }
}

std::vector<double> Schedule::state() const
{
    std::vector<double> state = {m_best, m_waited, m_reported};
    state.insert(state.end(), m_drops.begin(), m_drops.end());
    return state;
}

void Schedule::setState(const std::vector<double>& state)
{
    if (state.size() < 3)
        throw Error(ErrorCode::Format, "The checkpoint's schedule has another form.");
    m_best = state[0];
    m_waited = state[1];
    m_reported = state[2];
    m_drops.assign(state.begin() + 3, state.end());
}

std::vector<double> scheduleCurve(const Hyperparameters& hyperparameters, int points)
{
    const Schedule schedule(hyperparameters);
    const auto epochs = hyperparameters.has("epochs") ? static_cast<double>(hyperparameters.integer("epochs")) : 1.0;
    std::vector<double> factors;
    factors.reserve(static_cast<std::size_t>(std::max(points, 0)));
    for (int i = 0; i < points; ++i)
        factors.push_back(schedule.factor(points > 1 ? epochs * i / (points - 1) : 0));
    return factors;
}

bool scheduleUses(const Hyperparameters& hyperparameters, const std::string& key)
{
    if (key != "schedule_epochs" && key != "schedule_factor")
        return true;
    const auto& kind = hyperparameters.text("schedule");
    return kind == "step" || kind == "plateau" || (kind == "cosine" && key == "schedule_factor");
}

} // namespace matinee
