#include <matinee/alignment.h>

#include <cmath>

namespace matinee {

void PlaneTransform::apply(Projection& picture) const
{
    for (std::size_t i = 0; i < picture.x.size(); ++i) {
        const double x = picture.x[i];
        const double y = picture.y[i];
        picture.x[i] = static_cast<float>(xx * x + xy * y + dx);
        picture.y[i] = static_cast<float>(yx * x + yy * y + dy);
    }
}

namespace {

struct Centre
{
    double x = 0;
    double y = 0;
};

} // namespace

PlaneTransform alignmentTo(const Projection& target, const Projection& picture, const AlignmentOptions& options)
{
    const std::size_t count = picture.x.size();
    if (picture.y.size() != count || target.x.size() != count || target.y.size() != count)
        throw Error(ErrorCode::InvalidArgument, "Pictures that are aligned need the same number of points.");
    if (!options.weights.empty() && options.weights.size() != count)
        throw Error(ErrorCode::InvalidArgument, "An alignment needs one weight for each point.");
    const auto weight = [&](std::size_t i) { return options.weights.empty() ? 1.0 : options.weights[i]; };

    double total = 0;
    Centre from;
    Centre to;
    for (std::size_t i = 0; i < count; ++i) {
        const double w = weight(i);
        if (!(w >= 0))
            throw Error(ErrorCode::InvalidArgument, "The weights of an alignment may not be negative.");
        total += w;
        from.x += w * picture.x[i];
        from.y += w * picture.y[i];
        to.x += w * target.x[i];
        to.y += w * target.y[i];
    }
    PlaneTransform transform;
    if (!(total > 0))
        return transform;
    from = {from.x / total, from.y / total};
    to = {to.x / total, to.y / total};

    // The cross covariance C, target by picture.
    double cxx = 0;
    double cxy = 0;
    double cyx = 0;
    double cyy = 0;
    double spread = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double w = weight(i);
        const double px = picture.x[i] - from.x;
        const double py = picture.y[i] - from.y;
        const double tx = target.x[i] - to.x;
        const double ty = target.y[i] - to.y;
        cxx += w * tx * px;
        cxy += w * tx * py;
        cyx += w * ty * px;
        cyy += w * ty * py;
        spread += w * (px * px + py * py);
    }
    // The trace of Cᵀ R for a rotation by a is turned·cos(a - best), for a reflection likewise: their largest values
    // are the sum and the difference of the singular values of C, whose U Vᵀ is the R that is looked for.
    const double turned = std::hypot(cxx + cyy, cyx - cxy);
    const double mirrored = std::hypot(cxx - cyy, cyx + cxy);
    const bool mirror = options.mirror && mirrored > turned;
    const double gain = mirror ? mirrored : turned;
    if (gain > 0) {
        const double factor = (options.scale && spread > 0 ? gain / spread : 1) / gain;
        const double cosine = (mirror ? cxx - cyy : cxx + cyy) * factor;
        const double sine = (mirror ? cyx + cxy : cyx - cxy) * factor;
        transform.xx = cosine;
        transform.yx = sine;
        transform.xy = mirror ? sine : -sine;
        transform.yy = mirror ? -cosine : cosine;
    }
    transform.dx = to.x - (transform.xx * from.x + transform.xy * from.y);
    transform.dy = to.y - (transform.yx * from.x + transform.yy * from.y);
    return transform;
}

} // namespace matinee
