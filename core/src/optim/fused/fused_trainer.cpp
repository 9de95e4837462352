#include "optim/fused/fused_trainer.h"

#include "optim/kernels/dropout_bits.h"
#include "support/flush_denormals.h"
#include "support/parallel.h"

#include <matinee/state_file.h>

#include <algorithm>
#include <string>
#include <utility>

namespace matinee {

namespace {

/// Examples whose rows are still in the cache when their gradients are added.
constexpr std::size_t kBlock = 128;
/// Rows that a thread steps at a time.
constexpr std::size_t kRowsPerChunk = 512;
/// Batches within which every row catches up where steps are run one by one: a pass over all of them stays short.
constexpr std::size_t kRound = 16;
/// Steps that are remembered for rows that have missed them.
constexpr std::uint64_t kMostKept = 1 << 16;
/// Examples below which a second thread is not worth waking.
constexpr std::size_t kParallelExamples = 8192;

} // namespace

FusedTrainer::FusedTrainer(const FusedModel& model, std::size_t batchExamples, int threads)
    : m_model(model)
    , m_kernels(kernels::fusedKernels())
    , m_threads(batchExamples >= kParallelExamples ? std::max(1, threads) : 1)
    , m_dense(batchExamples >= static_cast<std::size_t>(std::max(model.users.rows, model.items.rows)))
    , m_steps(model.optimiser)
    , m_users(model.users, m_steps.states(), m_dense)
    , m_items(model.items, m_steps.states(), m_dense)
    , m_features(model.features, m_steps.states(), true)
    , m_shared(model.shared, m_steps.states(), true)
{
    if (!m_dense)
        m_threads = 1;
    m_sums.resize(static_cast<std::size_t>(m_threads));
    for (auto& sums : m_sums) {
        sums.shared.resize(std::max(m_shared.width(), m_users.width()));
        sums.products.resize(kBlock);
        sums.coefficients.resize(kBlock);
        if (m_dense) {
            sums.users.resize(m_users.rows() * m_users.width());
            sums.items.resize(m_items.rows() * m_items.width());
        }
    }
    if (m_dense) {
        m_userCounts.resize(m_users.rows());
        m_itemCounts.resize(m_items.rows());
        if (hasFeatures())
            m_composed.resize(m_items.rows() * m_items.width());
    }
}

void FusedTrainer::beginEpoch(std::uint64_t key)
{
    m_key = key;
    m_example = 0;
}

void FusedTrainer::beginBatch(std::size_t examples)
{
    m_perExample = 1 / static_cast<float>(examples);
    for (auto* table : {&m_users, &m_items, &m_features, &m_shared})
        table->beginBatch(m_settings, m_model.penaltyFactor);
    if (m_dense && hasFeatures()) {
        for (std::size_t item = 0; item < m_items.rows(); ++item)
            composeItem(item, item);
    }
}

void FusedTrainer::composeItem(std::size_t place, std::size_t item)
{
    const auto width = m_items.width();
    float* out = m_composed.data() + place * width;
    std::copy_n(m_items.row(item), width, out);
    for (auto s = m_model.shareBegin[item]; s < m_model.shareBegin[item + 1]; ++s) {
        const auto& [feature, share] = m_model.shares[s];
        m_kernels.addScaled(out, m_features.row(static_cast<std::size_t>(feature)), share, width);
    }
}

void FusedTrainer::touch(const std::int32_t* users, const std::int32_t* items, std::size_t count)
{
    m_userPlaces.resize(count);
    m_itemPlaces.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        m_userPlaces[i] = m_users.touch(users[i], m_steps);
    const auto composed = m_items.touched().size();
    for (std::size_t i = 0; i < count; ++i)
        m_itemPlaces[i] = m_items.touch(items[i], m_steps);

    auto& sums = m_sums.front();
    sums.users.resize(m_users.touched().size() * m_users.width());
    sums.items.resize(m_items.touched().size() * m_items.width());
    m_userCounts.resize(m_users.touched().size());
    m_itemCounts.resize(m_items.touched().size());
    if (hasFeatures()) {
        m_composed.resize(sums.items.size());
        for (auto place = composed; place < m_items.touched().size(); ++place)
            composeItem(place, static_cast<std::size_t>(m_items.touched()[place]));
    }
}

double FusedTrainer::add(const std::int32_t* users, const std::int32_t* items, const float* labels, std::size_t count)
{
    const FlushDenormals flushDenormals;
    const std::int32_t* userPlaces = users;
    const std::int32_t* itemPlaces = items;
    if (!m_dense) {
        touch(users, items, count);
        userPlaces = m_userPlaces.data();
        itemPlaces = m_itemPlaces.data();
    }
    if (m_users.hasPenalty()) {
        for (std::size_t i = 0; i < count; ++i)
            m_userCounts[static_cast<std::size_t>(userPlaces[i])] += 1;
    }
    if (m_items.hasPenalty() || m_features.hasPenalty()) {
        for (std::size_t i = 0; i < count; ++i)
            m_itemCounts[static_cast<std::size_t>(itemPlaces[i])] += 1;
    }

    // Each thread takes its own part, of whole pairs, whichever thread that is: the sums are always the same.
    const auto parts = m_sums.size();
    const auto size = (count / parts + kBlock) / kBlock * kBlock;
    parallelFor(parts, 1, m_threads, [&](std::size_t part, std::size_t, int) {
        const FlushDenormals flushDenormalsHere;
        const auto first = std::min(count, part * size);
        const auto last = part + 1 == parts ? count : std::min(count, first + size);
        m_sums[part].loss = 0;
        for (auto begin = first; begin < last; begin += kBlock)
            addRange(users, items, labels, begin, std::min(kBlock, last - begin), m_sums[part]);
    });
    m_example += count;
    double loss = 0;
    for (const auto& sums : m_sums)
        loss += sums.loss;
    return loss;
}

void FusedTrainer::addRange(const std::int32_t* users, const std::int32_t* items, const float* labels,
                            std::size_t first, std::size_t count, Sums& sums)
{
    kernels::FusedExamples examples;
    examples.count = count;
    examples.vectors = m_users.width() / kernels::kRowUnit;
    examples.users = m_users.weights();
    examples.userStride = m_users.stride();
    examples.user = users + first;
    examples.items = m_items.weights();
    examples.itemStride = m_items.stride();
    examples.item = items + first;
    kernels::FusedGradients gradients;
    gradients.user = (m_dense ? users : m_userPlaces.data()) + first;
    gradients.item = (m_dense ? items : m_itemPlaces.data()) + first;
    if (hasFeatures()) {
        examples.items = m_composed.data();
        examples.itemStride = m_items.width();
        examples.item = gradients.item;
    }
    examples.weights = m_model.weighted ? m_shared.weights() : nullptr;
    if (m_settings.dropout > 0) {
        examples.dropout = m_model.weighted                   ? kernels::Dropout::Product
                           : m_model.loss == FusedLoss::Pairs ? kernels::Dropout::User
                                                              : kernels::Dropout::Vectors;
        examples.columns = static_cast<std::size_t>(m_model.factors);
        examples.limit = kernels::dropoutLimit(m_settings.dropout);
        examples.kept = static_cast<float>(1 / (1 - m_settings.dropout));
        examples.key = m_key;
        examples.first = m_example + first;
    }

    auto* products = sums.products.data();
    auto* coefficients = sums.coefficients.data();
    m_kernels.products(examples, products);
    const float constant = m_model.hasConstant ? m_shared.weights()[m_model.weighted ? m_model.factors : 0] : 0.0F;
    switch (m_model.loss) {
    case FusedLoss::SquaredErrors:
        sums.loss += m_kernels.squaredErrors(products, labels + first, constant, m_perExample, count, coefficients);
        break;
    case FusedLoss::CrossEntropies:
        sums.loss += m_kernels.crossEntropies(products, labels + first, constant, m_perExample, count, coefficients);
        break;
    case FusedLoss::Pairs:
        sums.loss += 2 * m_kernels.pairLosses(products, 2 * m_perExample, count, coefficients);
        break;
    }
    if (m_model.hasConstant) {
        for (std::size_t i = 0; i < count; ++i)
            sums.constant += static_cast<double>(coefficients[i]);
    }
    gradients.coefficient = coefficients;
    gradients.users = sums.users.data();
    gradients.items = sums.items.data();
    gradients.weights = m_model.weighted ? sums.shared.data() : nullptr;
    m_kernels.gradients(examples, gradients);
}

void FusedTrainer::finishBatch()
{
    const FlushDenormals flushDenormals;
    m_steps.begin(m_settings);
    // The features' gradients are sums of the films', which the films' own step uses up.
    if (hasFeatures())
        stepFeatures();
    stepTable(m_users, &Sums::users, m_userCounts);
    stepTable(m_items, &Sums::items, m_itemCounts);
    if (hasShared())
        stepShared();
    std::fill(m_userCounts.begin(), m_userCounts.end(), 0.0F);
    std::fill(m_itemCounts.begin(), m_itemCounts.end(), 0.0F);
    if (!m_dense) {
        // Places of the next batch are others: what is left must be zero.
        m_userCounts.clear();
        m_itemCounts.clear();
        m_sums.front().users.clear();
        m_sums.front().items.clear();
        catchUpSome();
    }
}

void FusedTrainer::catchUpSome()
{
    if (m_steps.isOneByOne()) {
        for (auto* table : {&m_users, &m_items})
            table->catchUpNext(table->rows() / kRound + 1, m_steps);
    }
    if (m_steps.kept() >= kMostKept)
        catchUp();
}

void FusedTrainer::catchUp()
{
    for (auto* table : {&m_users, &m_items, &m_features, &m_shared})
        table->catchUp(m_steps);
    m_steps.forget();
}

void FusedTrainer::stepTable(FusedTable& table, std::vector<float> Sums::*gradients, const std::vector<float>& counts)
{
    const auto width = table.width();
    parallelFor(table.touched().size(), kRowsPerChunk, m_threads, [&](std::size_t begin, std::size_t end, int) {
        const FlushDenormals flushDenormalsHere;
        auto* sum = (m_sums.front().*gradients).data();
        for (std::size_t part = 1; part < m_sums.size(); ++part) {
            auto* other = (m_sums[part].*gradients).data();
            m_kernels.addScaled(sum + begin * width, other + begin * width, 1, (end - begin) * width);
            std::fill_n(other + begin * width, (end - begin) * width, 0.0F);
        }
        table.step(begin, end, sum, counts.data(), m_perExample, m_steps);
        if (m_dense)
            std::fill_n(sum + begin * width, (end - begin) * width, 0.0F);
    });
}

void FusedTrainer::stepFeatures()
{
    const auto width = m_features.width();
    std::vector<float> sums(m_features.rows() * width);
    std::vector<float> counts(m_features.rows());
    for (std::size_t place = 0; place < m_items.touched().size(); ++place) {
        const auto item = static_cast<std::size_t>(m_items.touched()[place]);
        for (auto s = m_model.shareBegin[item]; s < m_model.shareBegin[item + 1]; ++s) {
            const auto feature = static_cast<std::size_t>(m_model.shares[s].first);
            const float share = m_model.shares[s].second;
            for (const auto& part : m_sums)
                m_kernels.addScaled(sums.data() + feature * width, part.items.data() + place * width, share, width);
            counts[feature] += share * m_itemCounts[place];
        }
    }
    m_features.step(0, m_features.rows(), sums.data(), counts.data(), m_perExample, m_steps);
}

void FusedTrainer::stepShared()
{
    auto& sums = m_sums.front();
    for (std::size_t part = 1; part < m_sums.size(); ++part) {
        m_kernels.addScaled(sums.shared.data(), m_sums[part].shared.data(), 1, m_shared.width());
        std::fill(m_sums[part].shared.begin(), m_sums[part].shared.end(), 0.0F);
        sums.constant += m_sums[part].constant;
        m_sums[part].constant = 0;
    }
    if (m_model.hasConstant)
        sums.shared[m_model.weighted ? static_cast<std::size_t>(m_model.factors) : 0] =
            static_cast<float>(sums.constant);
    const float one = 1;
    m_shared.step(0, 1, sums.shared.data(), &one, 1, m_steps);
    std::fill(sums.shared.begin(), sums.shared.end(), 0.0F);
    sums.constant = 0;
}

void FusedTrainer::store()
{
    const FlushDenormals flushDenormals;
    catchUp();
    for (auto* table : {&m_users, &m_items, &m_features, &m_shared})
        table->store();
}

void FusedTrainer::saveState(StateFile& state) const
{
    state.putNumber("steps", m_steps.count());
    const auto put = [&state](const std::string& name, const FusedTable& table) {
        StateFile part;
        table.saveState(part);
        state.putPart(name, std::move(part));
    };
    put("users/", m_users);
    put("items/", m_items);
    put("features/", m_features);
    put("shared/", m_shared);
}

void FusedTrainer::restoreState(const StateFile& state)
{
    m_steps.goOn(state.number<std::uint64_t>("steps"));
    m_users.restoreState(state.part("users/"), m_steps.count());
    m_items.restoreState(state.part("items/"), m_steps.count());
    m_features.restoreState(state.part("features/"), m_steps.count());
    m_shared.restoreState(state.part("shared/"), m_steps.count());
    store();
}

} // namespace matinee
