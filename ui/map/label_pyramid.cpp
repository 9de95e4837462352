#include "ui/map/label_pyramid.h"

#include "ui/map/box_set.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace matinee::ui {

namespace {

constexpr double kFirstLift = 5;   // the selected film has a ring around its marker
constexpr int kDeepestLevel = 24;  // 4096 times the base scale
constexpr double kLeastWidth = 36; // of a title that is made narrower: a few letters
constexpr std::size_t kRowsBetweenLooks = 64;

QRectF grown(const QRectF& box, QSizeF spacing)
{
    return box.adjusted(-spacing.width() / 2, -spacing.height() / 2, spacing.width() / 2, spacing.height() / 2);
}

QRectF centred(const LabelPyramid::Name& name, const QPointF& anchor)
{
    return {anchor - QPointF(name.size.width() / 2, name.size.height() / 2), name.size};
}

/// Fits boxes into an area in which others lie already.
class Fitter
{
public:
    using Label = LabelPyramid::Label;

    Fitter(const QRectF& area, const std::vector<Label>& labels)
        : m_area(area)
        , m_labels(labels)
    {}

    /// \return whether there is a place for the label whose point is there
    bool fit(Label& label, const QPointF& anchor) const
    {
        if (m_area.contains(label.box))
            return true;
        const QRectF natural = label.box;
        // In from the side; beside the edge below its point instead of above it.
        QRectF below = natural;
        below.moveTop(2 * anchor.y() - natural.bottom());
        for (const QRectF& box : {moved(natural), moved(below)}) {
            if (m_area.contains(box) && isFree(box, label.row)) {
                label.box = box;
                return true;
            }
        }
        for (const QRectF& box : {moved(natural), moved(below)}) {
            if (narrow(label, box, anchor.x()))
                return true;
        }
        return false;
    }

private:
    QRectF moved(QRectF box) const
    {
        box.moveLeft(std::clamp(box.left(), m_area.left(), std::max(m_area.left(), m_area.right() - box.width())));
        box.moveTop(std::clamp(box.top(), m_area.top(), std::max(m_area.top(), m_area.bottom() - box.height())));
        return box;
    }

    bool isFree(const QRectF& box, int row) const
    {
        return std::ranges::none_of(m_labels,
                                    [&](const Label& other) { return other.row != row && other.box.intersects(box); });
    }

    /// What is left of the line around the point, if that is enough for a few letters.
    bool narrow(Label& label, const QRectF& box, double x) const
    {
        double left = std::max(box.left(), m_area.left());
        double right = std::min(box.right(), m_area.right());
        for (const Label& other : m_labels) {
            if (other.row == label.row || other.box.top() >= box.bottom() || other.box.bottom() <= box.top())
                continue;
            if (other.box.right() <= x)
                left = std::max(left, other.box.right());
            else if (other.box.left() >= x)
                right = std::min(right, other.box.left());
            else
                return false;
        }
        if (right - left < std::min(kLeastWidth, box.width()))
            return false;
        label.elided = right - left < label.box.width();
        label.box = QRectF(left, box.top(), right - left, box.height());
        return true;
    }

    QRectF m_area;
    const std::vector<Label>& m_labels;
};

} // namespace

LabelPyramid::LabelPyramid() = default;
LabelPyramid::~LabelPyramid() = default;
LabelPyramid::LabelPyramid(LabelPyramid&&) noexcept = default;
LabelPyramid& LabelPyramid::operator=(LabelPyramid&&) noexcept = default;

LabelPyramid::LabelPyramid(Input input)
    : m_in(std::move(input))
    , m_rest(std::move(m_in.order))
{}

int LabelPyramid::levelOf(double scale) const
{
    const double depth = 2 * std::log2(scale / m_in.baseScale) + 1e-9;
    return std::clamp(static_cast<int>(std::floor(depth)), 0, kDeepestLevel);
}

QRectF LabelPyramid::boxAt(int row, const QPointF& anchor) const
{
    const auto r = static_cast<std::size_t>(row);
    const double width = static_cast<double>(m_in.widths[r]);
    return {anchor.x() - width / 2, anchor.y() - static_cast<double>(m_in.lifts[r]) - m_in.height, width, m_in.height};
}

QSizeF LabelPyramid::spacingAt(double scale) const
{
    // Never wider on a nearer level, or labels would go on zooming in.
    const double more = std::clamp(3 - 3 * scale / std::max(m_in.sparseScale, 1e-12), 0.0, 3.0);
    return m_in.spacing + QSizeF(18, 10) * more;
}

double LabelPyramid::levelScale() const
{
    return m_in.baseScale * std::pow(std::numbers::sqrt2, static_cast<double>(m_counts.size()));
}

void LabelPyramid::beginLevel()
{
    const double scale = levelScale();
    m_taken = std::make_unique<BoxSet>(QSizeF(128, 2 * m_in.height));
    for (const std::int32_t row : m_labels) {
        const QPointF& p = m_in.points[static_cast<std::size_t>(row)];
        m_taken->insert(grown(boxAt(row, {p.x() * scale, -p.y() * scale}), spacingAt(scale)));
    }
    if (scale < m_in.namesUntil) {
        for (const Name& name : m_in.names)
            m_taken->insert(centred(name, {name.point.x() * scale, -name.point.y() * scale}));
    }
    m_read = 0;
    m_written = 0;
    m_begun = true;
}

bool LabelPyramid::prepare(double scale, std::chrono::microseconds budget)
{
    if (m_in.points.empty() || scale < m_in.baseScale * 0.999)
        return true;
    const auto start = std::chrono::steady_clock::now();
    const auto level = static_cast<std::size_t>(levelOf(scale));
    std::size_t sinceLook = 0;
    while (m_counts.size() <= level) {
        if (!m_begun)
            beginLevel();
        const double here = levelScale();
        const QSizeF spacing = spacingAt(here);
        for (; m_read < m_rest.size(); ++m_read) {
            if (++sinceLook > kRowsBetweenLooks) {
                if (std::chrono::duration<double>(std::chrono::steady_clock::now() - start) >=
                    std::chrono::duration<double>(budget))
                    return false;
                sinceLook = 0;
            }
            const std::int32_t row = m_rest[m_read];
            const QPointF& p = m_in.points[static_cast<std::size_t>(row)];
            const QRectF box = grown(boxAt(row, {p.x() * here, -p.y() * here}), spacing);
            if (m_taken->overlaps(box)) {
                m_rest[m_written++] = row;
            } else {
                m_taken->insert(box);
                m_labels.push_back(row);
            }
        }
        m_rest.resize(m_written);
        m_counts.push_back(m_labels.size());
        m_begun = false;
    }
    return true;
}

std::vector<LabelPyramid::Label> LabelPyramid::visible(const MapCamera& camera,
                                                       const std::vector<std::int32_t>& first) const
{
    std::vector<Label> result;
    if (m_in.points.empty())
        return result;
    const QRectF area = camera.viewport.adjusted(2, 2, -2, -2);
    const auto screen = [&](int row) { return camera.toScreen(m_in.points[static_cast<std::size_t>(row)]); };
    const auto isFree = [&result](const QRectF& box) {
        return std::ranges::none_of(result, [&box](const Label& other) { return other.box.intersects(box); });
    };

    for (const std::int32_t row : first) {
        const QPointF anchor = screen(row);
        if (!camera.viewport.contains(anchor))
            continue;
        Label label{row, boxAt(row, anchor).translated(0, -kFirstLift), false};
        if (Fitter(area, result).fit(label, anchor) && isFree(label.box))
            result.push_back(label);
    }
    const std::size_t chosen = result.size();

    // A level that is not finished adds to the one before.
    const bool any = camera.scale >= m_in.baseScale * 0.999;
    const auto level = static_cast<std::size_t>(levelOf(camera.scale));
    const std::size_t count = !any ? 0 : level < m_counts.size() ? m_counts[level] : m_labels.size();
    if (camera.scale < m_in.namesUntil) {
        for (std::size_t i = 0; i < m_in.names.size(); ++i) {
            const QRectF box = centred(m_in.names[i], camera.toScreen(m_in.names[i].point));
            if (area.contains(box) && isFree(box))
                result.push_back({static_cast<int>(m_in.points.size() + i), box, false});
        }
    }
    // Titles of a level are apart; only those that come first and names can be in their way.
    const std::size_t before = result.size();
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t row = m_labels[i];
        const QPointF anchor = screen(row);
        if (!camera.viewport.contains(anchor))
            continue;
        const QRectF box = boxAt(row, anchor);
        const bool isTaken =
            std::any_of(result.begin(), result.begin() + static_cast<std::ptrdiff_t>(before),
                        [&](const Label& other) { return other.row == row || other.box.intersects(box); });
        if (!isTaken)
            result.push_back({row, box, false});
    }
    std::vector<std::size_t> lost;
    for (std::size_t i = chosen; i < result.size(); ++i) {
        if (!isName(result[i].row) && !Fitter(area, result).fit(result[i], screen(result[i].row)))
            lost.push_back(i);
    }
    for (auto i = lost.rbegin(); i != lost.rend(); ++i)
        result.erase(result.begin() + static_cast<std::ptrdiff_t>(*i));
    return result;
}

} // namespace matinee::ui
