#pragma once

#include "ui/map/map_scene.h"

#include <QWidget>

namespace matinee::ui {

/// The legend of a map that is coloured by a quantity: the strip of colours with its two ends.
class MapColourBar : public QWidget
{
    Q_OBJECT

public:
    explicit MapColourBar(QWidget* parent = nullptr);

    /// \param scene one with a scale
    void setScene(const MapScene& scene);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<MapColour> m_colours;
    QString m_low;
    QString m_high;
};

} // namespace matinee::ui
