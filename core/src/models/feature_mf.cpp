#include "models/gradient_parameters.h"
#include "models/gradient_recommender.h"
#include "models/model_list.h"

#include <matinee/model_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace matinee {

namespace {

/// Biased matrix factorisation whose film vectors and biases are sums: the film's own, the mean of its genres' and its
/// decade's. Features are columns: the catalogue's genres, then the decades of its rated films in ascending order.
class FeatureMatrixFactorisation : public GradientRecommender
{
public:
    explicit FeatureMatrixFactorisation(const Hyperparameters& hyperparameters)
        : GradientRecommender(hyperparameters)
    {}

    void prepare(const TrainingData& data, const ComputeOptions& options) override
    {
        nameFeatures(*data.dataset);
        std::vector<float> ratings(m_names.size());
        for (std::int32_t item = 0; item < data.dataset->itemCount(); ++item) {
            const auto count = static_cast<float>(data.counts.items[static_cast<std::size_t>(item)]);
            for (const auto feature : featuresOf(data.dataset->film(item)))
                ratings[feature] += count;
        }
        m_known.resize(m_names.size());
        std::transform(ratings.begin(), ratings.end(), m_known.begin(), [](float n) { return n > 0 ? 1.0F : 0.0F; });
        fillShares(*data.dataset);
        GradientRecommender::prepare(data, options);
        m_weights = averageFilm(data);
    }

    void save(ModelFile& file) const override
    {
        GradientRecommender::save(file);
        file.put("known_features", {m_known.size()}, m_known);
        file.put("feature_weights", {m_weights.size()}, m_weights);
    }

    void load(const ModelFile& file, const Dataset& data, const ComputeOptions& options) override
    {
        nameFeatures(data);
        m_known = file.get("known_features", {m_names.size()}).values;
        m_weights = file.get("feature_weights", {m_names.size()}).values;
        fillShares(data);
        GradientRecommender::load(file, data, options);
    }

    Matrix itemEmbeddings() const override
    {
        const torch::NoGradGuard noGrad;
        return toMatrix(parameter(kItemFactors) + m_shares.mm(parameter(kFeatureFactors)));
    }

    Matrix userEmbeddings() const override { return toMatrix(kUserFactors); }

    std::vector<float> itemBiases() const override
    {
        const torch::NoGradGuard noGrad;
        return toVector(parameter(kItemBiases) + m_shares.mv(parameter(kFeatureBiases)));
    }

    std::vector<std::pair<std::string, float>> userTaste(std::int32_t user) const override
    {
        const torch::NoGradGuard noGrad;
        if (knownUsers()[user].item<float>() == 0)
            return {};
        const auto values =
            toVector(parameter(kFeatureFactors).mv(parameter(kUserFactors)[user]) + parameter(kFeatureBiases));
        std::vector<std::pair<std::string, float>> taste;
        const auto add = [&](std::size_t begin, std::size_t end) {
            // The average film has every genre, and was made in every decade, in the shares of the training ratings.
            float weight = 0;
            float average = 0;
            for (auto f = begin; f < end; ++f) {
                weight += m_weights[f];
                average += m_weights[f] * values[f];
            }
            for (auto f = begin; f < end; ++f)
                if (m_known[f] > 0)
                    taste.emplace_back(m_names[f], values[f] - average / weight);
        };
        add(0, m_genres);
        add(m_genres, m_names.size());
        return taste;
    }

protected:
    void declareParameters() override
    {
        m_shares = m_hostShares.to(device());
        const auto features = static_cast<std::int64_t>(m_names.size());
        const auto known = torch::tensor(m_known);
        const auto biasScale = hyperparameters().real("bias_init_scale");
        declare("user_factors", initialFactors(userCount()));
        declare("item_factors", initialFactors(itemCount()));
        declare("user_biases", normal({userCount()}, biasScale));
        declare("item_biases", normal({itemCount()}, biasScale));
        declare("global_bias",
                torch::full({1}, hyperparameters().text("global_bias") == "mean" ? mean() : 0.0, torch::kFloat));
        declare("feature_factors", initialFactors(features) * known.unsqueeze(1));
        declare("feature_biases", normal({features}, biasScale) * known);
        penalise(kUserFactors, Rated::Users, "regularisation");
        penalise(kItemFactors, Rated::Items, "regularisation");
        penalise(kFeatureFactors, Rated::Features, "feature_regularisation");
        penalise(kUserBiases, Rated::Users, "bias_regularisation");
        penalise(kItemBiases, Rated::Items, "bias_regularisation");
        penalise(kFeatureBiases, Rated::Features, "bias_regularisation");
    }

    torch::Tensor forward(const torch::Tensor& users, const torch::Tensor& items, bool training) const override
    {
        auto p = parameter(kUserFactors).index_select(0, users);
        const auto shares = m_shares.index_select(0, items).to(p.scalar_type());
        auto q = parameter(kItemFactors).index_select(0, items) + shares.mm(parameter(kFeatureFactors));
        if (training) {
            p = dropout(p);
            q = dropout(q);
        }
        return (p * q).sum(1) + parameter(kUserBiases).index_select(0, users) +
               parameter(kItemBiases).index_select(0, items) + shares.mv(parameter(kFeatureBiases)) +
               parameter(kGlobalBias);
    }

    torch::Tensor featureCounts(const torch::Tensor& items) const override
    {
        const auto counts = occurrences(items, m_shares.size(0)).to(m_shares.scalar_type());
        return m_shares.t().mv(counts);
    }

    bool describeFused(FusedModel& model) override
    {
        model.users = {userCount(),
                       {columnsOf(kUserFactors), columnsOf(kUserBiases), constantColumn(1)},
                       penaltyScales(Rated::Users)};
        model.items = {itemCount(),
                       {columnsOf(kItemFactors), constantColumn(1), columnsOf(kItemBiases)},
                       penaltyScales(Rated::Items)};
        model.features = {m_hostShares.size(1),
                          {columnsOf(kFeatureFactors), constantColumn(0), columnsOf(kFeatureBiases)},
                          penaltyScales(Rated::Features)};
        const auto shares = m_hostShares.accessor<float, 2>();
        for (std::int64_t item = 0; item < itemCount(); ++item) {
            model.shareBegin.push_back(model.shares.size());
            for (std::int32_t feature = 0; feature < m_hostShares.size(1); ++feature)
                if (shares[item][feature] > 0)
                    model.shares.emplace_back(feature, shares[item][feature]);
        }
        model.shareBegin.push_back(model.shares.size());
        model.shared = {1, {columnsOf(kGlobalBias)}, {}};
        model.hasConstant = true;
        return true;
    }

private:
    static constexpr std::size_t kUserFactors = 0;
    static constexpr std::size_t kItemFactors = 1;
    static constexpr std::size_t kUserBiases = 2;
    static constexpr std::size_t kItemBiases = 3;
    static constexpr std::size_t kGlobalBias = 4;
    static constexpr std::size_t kFeatureFactors = 5;
    static constexpr std::size_t kFeatureBiases = 6;

    void nameFeatures(const Dataset& data)
    {
        std::set<int> decades;
        for (std::int32_t item = 0; item < data.itemCount(); ++item)
            decades.insert(data.film(item).decade());
        m_decades.assign(decades.begin(), decades.end());
        m_genres = data.catalogue.genres.size();
        m_names = data.catalogue.genres;
        for (const int decade : m_decades)
            m_names.push_back(decade == 0 ? std::string("Unknown year") : fmt::format("{}s", decade));
    }

    /// Columns of a film, its decade last.
    std::vector<std::size_t> featuresOf(const Film& film) const
    {
        std::vector<std::size_t> features;
        for (std::size_t genre = 0; genre < m_genres; ++genre)
            if (film.genres >> genre & 1U)
                features.push_back(genre);
        const auto decade = std::lower_bound(m_decades.begin(), m_decades.end(), film.decade());
        features.push_back(m_genres + static_cast<std::size_t>(decade - m_decades.begin()));
        return features;
    }

    /// A film's share in each feature: its known genres share one, its decade has one of its own.
    void fillShares(const Dataset& data)
    {
        m_hostShares = torch::zeros({data.itemCount(), static_cast<std::int64_t>(m_names.size())}, torch::kFloat);
        auto shares = m_hostShares.accessor<float, 2>();
        for (std::int32_t item = 0; item < data.itemCount(); ++item) {
            const auto features = featuresOf(data.film(item));
            const auto knownGenres =
                std::count_if(features.begin(), features.end() - 1, [this](auto f) { return m_known[f] > 0; });
            for (const auto feature : features)
                if (m_known[feature] > 0)
                    shares[item][static_cast<std::int64_t>(feature)] =
                        feature < m_genres ? 1.0F / static_cast<float>(knownGenres) : 1.0F;
        }
    }

    /// Mean share of each feature over the training ratings.
    std::vector<float> averageFilm(const TrainingData& data) const
    {
        std::vector<double> sums(m_names.size());
        const auto shares = m_hostShares.accessor<float, 2>();
        for (std::int32_t item = 0; item < data.dataset->itemCount(); ++item)
            for (std::size_t f = 0; f < sums.size(); ++f)
                sums[f] += data.counts.items[static_cast<std::size_t>(item)] *
                           static_cast<double>(shares[item][static_cast<std::int64_t>(f)]);
        std::vector<float> mean(sums.size());
        for (std::size_t f = 0; f < sums.size(); ++f)
            mean[f] = static_cast<float>(sums[f] / static_cast<double>(data.rows.size()));
        return mean;
    }

    std::size_t m_genres = 0;
    std::vector<int> m_decades; ///< of rated films, ascending; 0: unknown
    std::vector<std::string> m_names;
    std::vector<float> m_known;   ///< 1 where a feature has training rows, else 0
    std::vector<float> m_weights; ///< mean share over the training ratings
    torch::Tensor m_hostShares;   ///< films x features
    torch::Tensor m_shares;       ///< the same on the device
};

} // namespace

ModelInfo featureMfModel()
{
    ModelInfo info;
    info.id = "feature-mf";
    info.name = "Matrix factorisation with genres and decades";
    info.summary = "A film's vector is its own plus those of its genres and its decade: films with few ratings lean on "
                   "what they are, and a user's taste in genres can be read.";
    info.formula = "r̂(u,i) = μ + b(u) + b(i) + p(u) · q(i),   q(i) = v(i) + mean e(genres of i) + e(decade of i), b(i) "
                   "likewise";
    info.paper = "Rendle, Factorization Machines, ICDM 2010 (users, films, genres and decades as features)";
    info.fallback =
        "A film without training ratings is predicted from its genres and its decade; an unknown user's bias "
        "and vector are zero.";
    info.hasEmbeddings = true;
    info.hasFusedEngine = true;
    auto feature = regularisationParameter(1);
    feature.key = "feature_regularisation";
    feature.label = "Feature regularisation";
    feature.help = "The same pull on the vectors of genres and decades, which many ratings share.";
    feature.advanced = true;
    info.parameters = {factorsParameter(20),
                       epochsParameter(25),
                       batchSizeParameter(512),
                       learningRateParameter(0.002),
                       optimiserParameter("adam"),
                       momentumParameter(),
                       regularisationParameter(1.2),
                       biasRegularisationParameter(0.1),
                       feature,
                       regularisationScalingParameter("sqrt"),
                       weightDecayParameter(0),
                       dropoutParameter(0),
                       initParameter("normal"),
                       initScaleParameter(0.01),
                       globalBiasParameter(),
                       biasInitScaleParameter()};
    info.create = [](const Hyperparameters& hyperparameters) {
        return std::make_unique<FeatureMatrixFactorisation>(hyperparameters);
    };
    return info;
}

} // namespace matinee
