#include "optim/blocked/blocked_sgd.h"

#include "optim/blocked/free_blocks.h"
#include "support/flush_denormals.h"
#include "support/memory.h"
#include "support/parallel.h"

#include <matinee/error.h>
#include <matinee/state_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <iterator>
#include <mutex>
#include <numeric>
#include <thread>

namespace matinee {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kAskInterval{2};
/// A thread with fewer ratings an epoch costs more than it brings.
constexpr std::size_t kFewestRatingsPerThread = 4096;
/// What a thread gets through in a few milliseconds.
constexpr std::size_t kVectorsPerRound = 4'000'000;

int usefulThreads(const FactorArrays& start, const FactorRows& rows, int threads)
{
    const auto most = std::min<std::int64_t>(
        {static_cast<std::int64_t>(rows.rows.size() / kFewestRatingsPerThread), start.users, start.items, 256});
    return static_cast<int>(std::clamp<std::int64_t>(threads, 1, std::max<std::int64_t>(most, 1)));
}

const FactorRows& withMemoryFor(const FactorRows& rows, const FactorArrays& start)
{
    const auto stride = static_cast<double>(PaddedRows::vectors(start.factors, start.userBiases != nullptr)) * 8;
    const auto factors = static_cast<double>(start.users + start.items) * stride * sizeof(float);
    requireModelMemory(
        fmt::format("Training {} factors of {} users and films", start.factors, start.users + start.items),
        factors + static_cast<double>(rows.rows.size()) * sizeof(kernels::BlockedRating), "Take fewer factors.");
    return rows;
}

GridShape gridShape(const FactorArrays& start, const BlockedSgdOptions& options, int threads)
{
    const auto vectors = PaddedRows::vectors(start.factors, start.userBiases != nullptr);
    return {start.users, start.items, vectors * 8 * sizeof(float), threads, options.seed};
}

kernels::BlockKernel kernelFor(const BlockedSgdOptions& options)
{
    const auto all = kernels::blockKernels(options.instructions);
    if (options.adaptive)
        return all.adaptive;
    return options.penaltyExponent == 0 ? all.plainSgd : all.scaledSgd;
}

std::vector<kernels::RowState> states(const std::vector<std::uint32_t>& counts, const RowOrder& order, double exponent)
{
    std::vector<kernels::RowState> result(counts.size());
    for (std::size_t id = 0; id < counts.size(); ++id)
        result[order.row(static_cast<std::int32_t>(id))].penaltyScale =
            static_cast<float>(std::pow(std::max(counts[id], 1U), -exponent));
    return result;
}

std::vector<float> squaresOf(const std::vector<kernels::RowState>& states)
{
    std::vector<float> squares;
    squares.reserve(states.size() * 2);
    for (const auto& state : states)
        squares.insert(squares.end(), std::begin(state.squares), std::end(state.squares));
    return squares;
}

void readSquares(const StateFile& file, const std::string& name, std::vector<kernels::RowState>& states)
{
    std::vector<float> squares(states.size() * 2);
    file.read(name, squares);
    for (std::size_t row = 0; row < states.size(); ++row)
        std::copy_n(squares.data() + row * 2, 2, states[row].squares);
}

} // namespace

/// What the threads of an epoch share: the hooks, asked by the calling thread between two of its blocks while the
/// others wait at theirs, and the sums.
class BlockedSgd::Epoch
{
public:
    Epoch(const BlockedSgd& engine, const EngineHooks& hooks)
        : m_engine(engine)
        , m_hooks(hooks)
        , m_losses(engine.m_grid.blocks())
    {}

    /// To be called before each block. \param settings gets those of now. \return false at the end
    bool mayGoOn(FactorSettings& settings)
    {
        const std::scoped_lock lock(m_mutex);
        if (std::this_thread::get_id() == m_caller && !m_stopped && Clock::now() >= m_askNext)
            ask();
        settings = m_engine.m_settings;
        return !m_stopped;
    }

    void finished(std::uint32_t block, double loss)
    {
        const std::scoped_lock lock(m_mutex);
        m_losses[block] = loss;
        m_lossSum += loss;
        m_examples += m_engine.m_grid.ratingCount(block);
    }

    /// Counts what all threads did, in an order that does not depend on which was faster.
    void reportEnd()
    {
        m_lossSum = std::accumulate(m_losses.begin(), m_losses.end(), 0.0);
        report();
    }

private:
    void ask()
    {
        try {
            if (m_hooks.proceed && !m_hooks.proceed())
                m_stopped = true;
            if (m_examples > 0)
                report();
        } catch (...) {
            m_stopped = true; // the other threads end with their block
            throw;
        }
        m_askNext = Clock::now() + kAskInterval;
    }

    void report() const
    {
        if (m_hooks.report)
            m_hooks.report(m_examples, m_examples, m_lossSum);
    }

    const BlockedSgd& m_engine;
    const EngineHooks& m_hooks;
    const std::thread::id m_caller = std::this_thread::get_id();
    std::mutex m_mutex;
    Clock::time_point m_askNext;
    bool m_stopped = false;
    std::vector<double> m_losses;
    double m_lossSum = 0;
    std::uint64_t m_examples = 0;
};

BlockedSgd::BlockedSgd(const FactorArrays& start, const FactorRows& rows, const BlockedSgdOptions& options,
                       const FactorSettings& settings)
    : m_threads(usefulThreads(start, rows, options.threads))
    , m_deterministic(options.deterministic)
    , m_biases(start.userBiases != nullptr)
    , m_adaptive(options.adaptive)
    , m_factors(static_cast<int>(start.factors))
    , m_grid(withMemoryFor(rows, start), gridShape(start, options, m_threads))
    , m_schedule(m_grid, m_threads, kVectorsPerRound / PaddedRows::vectors(start.factors, m_biases), options.seed)
    , m_userRows(m_grid.users(), PaddedRows::Side::Users, start.factors, m_biases)
    , m_itemRows(m_grid.items(), PaddedRows::Side::Items, start.factors, m_biases)
    , m_kernel(kernelFor(options))
{
    m_settings = settings;
    m_userRows.read(start.userFactors, start.userBiases, m_threads);
    m_itemRows.read(start.itemFactors, start.itemBiases, m_threads);
    if (m_biases)
        m_globalBias.value = *start.globalBias;
    if (options.adaptive || options.penaltyExponent != 0) {
        m_userStates = states(m_grid.userCounts(), m_grid.users(), options.penaltyExponent);
        m_itemStates = states(m_grid.itemCounts(), m_grid.items(), options.penaltyExponent);
    }
}

bool BlockedSgd::trainEpoch(const EngineHooks& hooks)
{
    Epoch epoch(*this, hooks);
    const bool whole = m_deterministic ? trainRounds(epoch) : trainFreeBlocks(epoch);
    ++m_epoch;
    epoch.reportEnd();
    return whole;
}

void BlockedSgd::store(const FactorArrays& arrays)
{
    m_userRows.write(arrays.userFactors, arrays.userBiases, m_threads);
    m_itemRows.write(arrays.itemFactors, arrays.itemBiases, m_threads);
    if (m_biases)
        *arrays.globalBias = m_globalBias.value;
}

void BlockedSgd::saveState(StateFile& state) const
{
    state.putNumber("epoch", m_epoch);
    state.putNumber("factors", std::int32_t{m_factors});
    state.put("users", m_userRows.values());
    state.put("items", m_itemRows.values());
    state.put("user_squares", squaresOf(m_userStates));
    state.put("item_squares", squaresOf(m_itemStates));
    state.putNumber("global_bias", m_globalBias.value);
    state.putNumber("global_bias_squares", m_globalBias.squares);
}

void BlockedSgd::restoreState(const StateFile& state)
{
    // Rows of other widths may be padded to the same one.
    if (state.number<std::int32_t>("factors") != m_factors)
        throw Error(ErrorCode::Format, "The vectors of the checkpoint have another number of factors.");
    m_epoch = state.number<std::uint64_t>("epoch");
    state.read("users", m_userRows.values());
    state.read("items", m_itemRows.values());
    readSquares(state, "user_squares", m_userStates);
    readSquares(state, "item_squares", m_itemStates);
    m_globalBias = {state.number<float>("global_bias"), state.number<double>("global_bias_squares")};
}

double BlockedSgd::trainBlock(std::uint32_t block, GlobalBias& bias, const FactorSettings& settings)
{
    const auto user = m_grid.userStrip(block);
    const auto item = m_grid.itemStrip(block);
    const bool states = !m_userStates.empty();
    kernels::BlockUpdate update = {m_grid.ratings(block),
                                   m_grid.ratingCount(block),
                                   m_userRows.strip(user),
                                   m_itemRows.strip(item),
                                   m_userRows.stride() / 8,
                                   states ? m_userStates.data() + m_grid.users().begin(user) : nullptr,
                                   states ? m_itemStates.data() + m_grid.items().begin(item) : nullptr,
                                   bias.value,
                                   bias.squares,
                                   0,
                                   0};
    m_kernel(update, {static_cast<float>(settings.learningRate), static_cast<float>(settings.regularisation),
                      static_cast<float>(settings.biasRegularisation), m_factors, m_biases});
    bias.value = update.globalBias;
    bias.squares = update.globalBiasSquares;
    bias.errors += update.errorSum;
    bias.ratings += update.count;
    return update.lossSum;
}

bool BlockedSgd::trainRounds(Epoch& epoch)
{
    const auto workers = static_cast<std::size_t>(m_threads);
    std::vector<GlobalBias> biases(workers);
    for (const auto& round : m_schedule.rounds(m_epoch)) {
        // Of very short rounds the calling thread may get no list.
        FactorSettings now;
        if (!epoch.mayGoOn(now))
            return false;
        std::fill(biases.begin(), biases.end(), GlobalBias{m_globalBias.value, m_globalBias.squares});
        std::atomic<bool> whole = true;
        // Whichever thread takes a worker's list, the numbers are the same.
        parallelFor(workers, 1, m_threads, [&](std::size_t worker, std::size_t, int) {
            const FlushDenormals flushDenormals;
            auto bias = biases[worker];
            FactorSettings settings;
            for (const auto block : round[worker]) {
                if (!epoch.mayGoOn(settings)) {
                    whole = false;
                    break;
                }
                epoch.finished(block, trainBlock(block, bias, settings));
            }
            biases[worker] = bias;
        });
        double value = 0;
        double squares = m_globalBias.squares;
        for (const auto& bias : biases) {
            value += bias.value;
            squares += bias.squares - m_globalBias.squares;
            m_globalBias.errors += bias.errors;
            m_globalBias.ratings += bias.ratings;
        }
        m_globalBias.value = static_cast<float>(value / m_threads);
        m_globalBias.squares = squares;
        stepGlobalBias();
        if (!whole)
            return false;
    }
    return true;
}

bool BlockedSgd::trainFreeBlocks(Epoch& epoch)
{
    FactorSettings now;
    if (!epoch.mayGoOn(now))
        return false;
    FreeBlocks blocks(m_grid, m_schedule.shuffled(m_epoch));
    std::mutex biasMutex;
    std::atomic<bool> whole = true;
    parallelFor(static_cast<std::size_t>(m_threads), 1, m_threads, [&](std::size_t, std::size_t, int) {
        const FlushDenormals flushDenormals;
        FactorSettings settings;
        while (const auto block = blocks.take()) {
            bool go = false;
            try {
                go = epoch.mayGoOn(settings);
            } catch (...) {
                blocks.giveBack(*block); // or the other threads would wait for it
                throw;
            }
            if (go) {
                GlobalBias before;
                {
                    const std::scoped_lock lock(biasMutex);
                    before = m_globalBias;
                }
                GlobalBias bias{before.value, before.squares};
                epoch.finished(*block, trainBlock(*block, bias, settings));
                const std::scoped_lock lock(biasMutex);
                m_globalBias.value += (bias.value - before.value) / static_cast<float>(m_threads);
                m_globalBias.squares += bias.squares - before.squares;
                m_globalBias.errors += bias.errors;
                m_globalBias.ratings += bias.ratings;
            }
            blocks.giveBack(*block);
            if (!go) {
                whole = false;
                return;
            }
        }
    });
    stepGlobalBias();
    return whole;
}

void BlockedSgd::stepGlobalBias()
{
    auto& [value, squares, errors, ratings] = m_globalBias;
    if (m_biases && !m_adaptive && ratings > 0) {
        const auto n = static_cast<double>(ratings);
        value -= static_cast<float>(errors / n * -std::expm1(-2 * m_settings.learningRate * n));
    }
    errors = 0;
    ratings = 0;
}

} // namespace matinee
