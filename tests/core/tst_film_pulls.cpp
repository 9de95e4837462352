#include <matinee/error.h>
#include <matinee/film_pulls.h>
#include <matinee/random.h>

#include <QTest>

#include <cmath>
#include <functional>

using namespace matinee;

namespace {

constexpr std::size_t kFilms = 60;
constexpr std::size_t kColumns = 5;

Catalogue makeCatalogue()
{
    Catalogue catalogue;
    catalogue.genres = {"Comedy", "Drama", "War", "Musical"};
    for (std::size_t i = 0; i < kFilms; ++i) {
        // Three films are musicals: too few.
        const std::uint64_t genres = (i % 2 == 0 ? 1U : 2U) | (i % 3 == 0 ? 4U : 0U) | (i < 3 ? 8U : 0U);
        catalogue.films.push_back(Film{.title = "",
                                       .year = i % 4 == 0   ? 1955
                                               : i % 4 == 1 ? 0
                                                            : 1993,
                                       .genres = genres});
    }
    return catalogue;
}

std::vector<std::int32_t> allItems()
{
    std::vector<std::int32_t> items;
    for (std::size_t i = 0; i < kFilms; ++i)
        items.push_back(static_cast<std::int32_t>(i));
    return items;
}

Matrix makeVectors()
{
    Matrix vectors(kFilms, kColumns);
    Random random(2);
    for (float& value : vectors.values)
        value = static_cast<float>(3 + random.normal());
    return vectors;
}

/// By the definition: the mean of the films that have the term without the film itself, minus the mean of all others.
double slowCosine(const Matrix& vectors, std::size_t film, const std::function<bool(std::size_t)>& has)
{
    double product = 0;
    double own = 0;
    double other = 0;
    for (std::size_t c = 0; c < kColumns; ++c) {
        double all = 0;
        double term = 0;
        int count = 0;
        for (std::size_t i = 0; i < kFilms; ++i) {
            if (i == film)
                continue;
            all += double(vectors.row(i)[c]);
            if (has(i)) {
                term += double(vectors.row(i)[c]);
                ++count;
            }
        }
        all /= kFilms - 1;
        const double direction = term / count - all;
        const double apart = double(vectors.row(film)[c]) - all;
        product += direction * apart;
        own += apart * apart;
        other += direction * direction;
    }
    return product / std::sqrt(own * other);
}

ErrorCode codeOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::Internal;
}

} // namespace

class TestFilmPulls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byTheDefinition();
    void whereTheTermPoints();
    void clearErrors();
};

void TestFilmPulls::byTheDefinition()
{
    const auto catalogue = makeCatalogue();
    const auto vectors = makeVectors();
    const FilmTerms terms(catalogue, allItems(), vectors);
    for (const std::size_t film : {0, 1, 7, 59}) {
        const auto pulls = terms.pullsOfRow(vectors, static_cast<std::int32_t>(film));
        QCOMPARE(pulls.size(), std::size_t{5}); // three genres and two decades
        for (std::size_t p = 0; p < pulls.size(); ++p) {
            const FilmPull& pull = pulls[p];
            const auto has = [&](std::size_t i) {
                const Film& f = catalogue.films[i];
                return pull.genre >= 0 ? (f.genres >> pull.genre & 1) != 0 : f.decade() == pull.decade;
            };
            QVERIFY(std::abs(double(pull.cosine) - slowCosine(vectors, film, has)) < 1e-5);
            QVERIFY(p == 0 || pull.cosine <= pulls[p - 1].cosine);
            int films = 0;
            for (std::size_t i = 0; i < kFilms; ++i)
                films += i != film && has(i);
            QCOMPARE(pull.films, films);
            QCOMPARE(pull.term, pull.genre >= 0 ? catalogue.genres[static_cast<std::size_t>(pull.genre)]
                                                : std::to_string(pull.decade) + "s");
        }
    }
}

void TestFilmPulls::whereTheTermPoints()
{
    const auto catalogue = makeCatalogue();
    Matrix vectors(kFilms, 2);
    for (std::size_t i = 0; i < kFilms; ++i) {
        vectors.row(i)[0] = catalogue.films[i].genres & 1 ? 2.0F : 0.0F; // comedy to the right, drama to the left
        vectors.row(i)[1] = 5;
    }
    const FilmTerms terms(catalogue, allItems(), vectors);
    const std::vector<float> right = {9, 5};
    const auto pulls = terms.pullsOf(right);
    QCOMPARE(pulls.front().cosine, 1.0F);
    QCOMPARE(pulls.back().term, std::string("Drama"));
    QCOMPARE(pulls.back().cosine, -1.0F);
    const std::vector<float> middle = {1, 5};
    for (const auto& pull : terms.pullsOf(middle))
        QCOMPARE(pull.cosine, 0.0F); // nothing sets it apart
}

void TestFilmPulls::clearErrors()
{
    const auto catalogue = makeCatalogue();
    auto vectors = makeVectors();
    auto items = allItems();
    const FilmTerms terms(catalogue, items, vectors);
    QCOMPARE(codeOf([&] { terms.pullsOf(std::vector<float>(3)); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { terms.pullsOfRow(vectors, 60); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { terms.pullsOfRow(Matrix(3, kColumns), 0); }), ErrorCode::InvalidArgument);
    std::stop_source source;
    source.request_stop();
    QCOMPARE(codeOf([&] { FilmTerms(catalogue, items, vectors, 5, {.stop = source.get_token()}); }),
             ErrorCode::Stopped);
    items[0] = 1000;
    QCOMPARE(codeOf([&] { FilmTerms(catalogue, items, vectors); }), ErrorCode::InvalidArgument);
    items.pop_back();
    QCOMPARE(codeOf([&] { FilmTerms(catalogue, items, vectors); }), ErrorCode::InvalidArgument);
    vectors.values[0] = std::nanf("");
    QCOMPARE(codeOf([&] { FilmTerms(catalogue, allItems(), vectors); }), ErrorCode::Format);
    QVERIFY(FilmTerms(Catalogue(), {}, Matrix()).pullsOf({}).empty());
}

QTEST_APPLESS_MAIN(TestFilmPulls)
#include "tst_film_pulls.moc"
