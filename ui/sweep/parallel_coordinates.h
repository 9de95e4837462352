#pragma once

#include <QImage>
#include <QWidget>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace matinee::ui {

/// An axis of parallel coordinates; places on it are fractions, 0 at the bottom and 1 at the top.
struct ParallelAxis
{
    QString key; ///< tells it apart when the axes are set anew
    QString title;
    std::vector<std::pair<double, QString>> ticks;
    std::function<QString(double place)> text; ///< what stands at a place
};

struct ParallelLine
{
    int id = 0;
    QColor colour;
    std::vector<double> places; ///< one for each axis; NaN: the line has a gap there
};

/// Lines across parallel axes. A brush on an axis keeps the lines that pass it there, several brushes those that pass
/// all of them; the others turn pale.
/// Drag along an axis: brush; drag a brush: move it, or its end; click beside it on the axis: none; double click: no
/// brush at all; drag a title: move the axis; click on a line: choose it.
/// Left, Right: choose an axis; Up, Down: move its brush, made at that end if there is none; Shift+Up, Shift+Down: make
/// it longer or shorter; Delete: remove it; Escape: remove all; Ctrl+Left, Ctrl+Right: move the axis.
class ParallelCoordinates : public QWidget
{
    Q_OBJECT

public:
    /// The part of an axis that is brushed.
    struct Brush
    {
        double low = 0;
        double high = 1;
        bool operator==(const Brush&) const = default;
    };

    explicit ParallelCoordinates(QWidget* parent = nullptr);

    /// Order and brushes of axes that were there before stay.
    void setAxes(std::vector<ParallelAxis> axes);
    void setLines(std::vector<ParallelLine> lines);
    int lineCount() const { return static_cast<int>(m_lines.size()); }
    int lineId(std::size_t line) const { return m_lines[line].id; }
    const std::vector<ParallelAxis>& axes() const { return m_axes; }
    /// Indices into axes() from left to right.
    const std::vector<int>& order() const { return m_order; }
    void moveAxis(int position, int to);
    /// \param axis index into axes()
    const std::optional<Brush>& brush(int axis) const { return m_brushes[static_cast<std::size_t>(axis)]; }
    void setBrush(int axis, std::optional<Brush> brush);
    void clearBrushes();
    bool isBrushed() const;
    /// For each line: whether it passes all brushes.
    const std::vector<char>& accepted() const { return m_accepted; }

    /// The line that is drawn on top of all others; -1: none.
    void setCurrentLine(int id);
    int currentLine() const { return m_currentLine; }
    /// Position of the axis that the keyboard acts on.
    int currentAxis() const { return m_currentAxis; }

    /// Shown in place of the axes while there are none.
    void setEmptyText(const QString& text);
    /// The brushes in a sentence.
    QString brushText() const;
    /// Where an axis is, from its lower to its upper end.
    QLineF axisLine(int position) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// accepted() is another one.
    void brushChanged();
    void orderChanged();
    void lineChosen(int id);

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Drag
    {
        None,
        NewBrush,
        MoveBrush,
        LowEnd,
        HighEnd,
        Title,
    };

    QRectF area() const;
    QRectF titleRect(int position) const;
    double placeAt(double y) const;
    double yAt(double place) const;
    double xAt(int position) const;
    int axisNear(const QPointF& at) const;
    int titleAt(const QPointF& at) const;
    /// Index into the lines; -1: none is so near.
    int lineNear(const QPointF& at) const;
    int axisOf(int position) const { return m_order[static_cast<std::size_t>(position)]; }
    void accept();
    void chooseAxis(int position);
    void nudgeBrush(double shift, double growth);
    void updateHover(const QPointF& at);
    void forgetLayers();
    QImage paintLines(bool all) const;
    void paintAxes(QPainter& painter) const;
    void paintBrushes(QPainter& painter) const;
    void paintCurrent(QPainter& painter) const;
    void notifyAccessibility();

    std::vector<ParallelAxis> m_axes;
    std::vector<int> m_order;
    std::vector<std::optional<Brush>> m_brushes; ///< for each of m_axes
    std::vector<ParallelLine> m_lines;
    std::vector<char> m_accepted;
    QString m_emptyText;
    int m_currentLine = -1;
    int m_currentAxis = 0;
    int m_hoveredLine = -1; ///< index into m_lines

    Drag m_drag = Drag::None;
    int m_draggedAxis = -1; ///< position
    QPointF m_pressed;
    QPointF m_pointer;
    std::optional<Brush> m_brushBefore;

    QImage m_all;    ///< every line, pale; null: to be painted
    QImage m_passed; ///< those that pass, in their colours; null likewise
};

} // namespace matinee::ui
