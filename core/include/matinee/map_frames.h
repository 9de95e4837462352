#pragma once

#include <matinee/film_map.h>
#include <matinee/vector_history.h>

#include <cstddef>
#include <memory>
#include <vector>

namespace matinee {

/// Where the films of a map were after an epoch.
struct MapFrame
{
    int epoch = 0;
    std::shared_ptr<const Projection> places; ///< of every row of the map
};

/// Makes the frames of a film map over the stored epochs of its run, from the map outwards, so that the map is the
/// frame of its epoch. A map of principal components has frames of those of each epoch's vectors, turned and mirrored
/// to lie as the frame beside it in time does (orthogonal Procrustes, over the films in clusters); the frames of a UMAP
/// go on from that frame for a few of its epochs. A t-SNE has frames of principal components at its scale, that of its
/// own epoch included.
///
/// Epochs whose vectors cannot be read, are not finite or belong to other films have no frame.
class MapFrameMaker
{
public:
    /// \param input that the map was made from
    MapFrameMaker(std::shared_ptr<const FilmMap> map, MapInput input, VectorHistory history);

    /// Makes one more frame. \return false if there was none left to make
    /// \throws Error{Stopped}; nothing has changed then
    bool makeNext(const RunContext& context = {});
    /// Those that are made, ascending, no stored epoch missing in between (but those that have no frame).
    const std::vector<MapFrame>& frames() const { return m_frames; }
    /// How many there may be: the stored epochs and the map's.
    std::size_t count() const { return m_count; }

private:
    void begin(const RunContext& context);
    std::shared_ptr<const Projection> frame(std::size_t index, const Projection& beside, const RunContext& context);
    Projection principalComponents(const Matrix& vectors, const RunContext& context) const;

    std::shared_ptr<const FilmMap> m_map;
    MapInput m_input;
    VectorHistory m_history;
    double m_scale = 1;
    std::vector<MapFrame> m_frames;
    std::size_t m_count = 0;
    std::size_t m_before = 0; ///< stored epochs before the first frame that are still to be made
    std::size_t m_next = 0;   ///< the first stored epoch after the last frame
    std::size_t m_after = 0;  ///< stored epochs from there on
};

} // namespace matinee
