#pragma once

#include "ui/map/map_scene.h"

#include <matinee/film_map.h>

#include <memory>
#include <vector>

namespace matinee::ui {

/// What the colours of the films stand for.
struct MapColouring
{
    enum class By
    {
        Cluster,
        Genre,
        Decade,
        Bias,       ///< what the model adds for the film, in stars
        MeanRating, ///< in stars
        Popularity, ///< number of ratings, on a logarithmic scale
        Factor      ///< one of the film's factors
    };

    By by = By::Cluster;
    /// Genre: index in Catalogue::genres, -1: the rarest that each film has. Factor: column of FilmMap::vectors.
    int index = -1;

    bool operator==(const MapColouring&) const = default;
};

/// How a person wants to see a map.
struct MapLook
{
    MapColouring colouring;
    bool rare = false; ///< films with few ratings as hollow markers; else they are not drawn
    bool hulls = true;

    bool operator==(const MapLook&) const = default;
};

/// What a person reads for a cluster of a map: its name, or its number.
QString nameOf(const FilmCluster& cluster);

/// Whether a map can be coloured so: not every model has biases.
bool canColour(const FilmMap& map, const MapColouring& colouring);

/// Makes the scene of a map as a person wants to see it. Keeps what is worked out once for a data set. The rows of a
/// scene are the first ones of the map, those with few ratings left out unless wanted, and then the users.
class MapSceneMaker
{
public:
    /// \param places, userPlaces where its films and users are: those of the map, or others while it moves
    std::shared_ptr<const MapScene> make(const std::shared_ptr<const FilmMap>& map,
                                         const std::shared_ptr<const Dataset>& dataset, const MapLook& look,
                                         const Projection& places, const Projection& userPlaces);

    /// Mean rating of each film of a data set in stars, by dense item index; NaN where there is none.
    const std::vector<float>& meanRatings(const std::shared_ptr<const Dataset>& dataset);

private:
    std::shared_ptr<const Dataset> m_dataset; ///< that the means are of
    std::vector<float> m_means;
};

} // namespace matinee::ui
