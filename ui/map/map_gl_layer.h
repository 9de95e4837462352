#pragma once

#include "ui/map/map_points.h"

#include <QOpenGLBuffer>
#include <QOpenGLShaderProgram>
#include <QOpenGLTexture>
#include <QOpenGLWidget>

#include <functional>
#include <memory>
#include <vector>

namespace matinee::ui {

/// Covers a widget and paints what it is told to, by OpenGL. The markers are point sprites out of one texture, the same
/// pictures at the same pixels as MapPoints::blit() has them. Mesa's llvmpipe shows them over what is painted later.
class MapGlLayer : public QOpenGLWidget
{
    Q_OBJECT

public:
    using Paint = std::function<void(QPainter& painter)>;

    /// \param paint called with a painter on this widget
    MapGlLayer(Paint paint, QWidget* parent);
    ~MapGlLayer() override;

    /// Inside paint, while no painter is active: draws the markers.
    /// \param size of the area they are in, device pixels, at the upper left
    void drawPoints(const MapPoints& points, const MapPixels& frame, const QSize& size, double devicePixelRatio);
    /// The markers look different: their texture is made anew.
    void dropTexture() { m_textureValid = false; }

protected:
    void initializeGL() override;
    void paintGL() override;

private:
    struct Vertex
    {
        float x; ///< pixel centre
        float y;
        float u; ///< texel in the middle of the sprite
        float v;
        float side; ///< pixels
    };

    void makeTexture(const MapSprites& sprites);
    void release();

    Paint m_paint;
    std::unique_ptr<QOpenGLShaderProgram> m_program;
    std::unique_ptr<QOpenGLTexture> m_texture;
    QOpenGLBuffer m_buffer;
    bool m_textureValid = false;
    int m_cell = 1;    ///< side of a sprite's cell in the texture
    int m_columns = 1; ///< cells in a line of it
    std::vector<float> m_sides;
    std::vector<Vertex> m_vertices;
};

} // namespace matinee::ui
