#include "ui/map/map_gl_layer.h"

#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace matinee::ui {

namespace {

// In the header of desktop OpenGL only; both are always on in OpenGL ES.
constexpr GLenum kPointSprite = 0x8861;
constexpr GLenum kProgramPointSize = 0x8642;

constexpr int kColumns = 32;

const char* const kVertexShader = R"(
attribute highp vec2 place;
attribute highp vec2 texel;
attribute highp float side;
uniform highp vec2 area;
varying highp vec2 middle;
varying highp float size;
void main()
{
    middle = texel;
    size = side;
    gl_PointSize = side;
    gl_Position = vec4(2.0 * place.x / area.x - 1.0, 1.0 - 2.0 * place.y / area.y, 0.0, 1.0);
}
)";

const char* const kFragmentShader = R"(
uniform sampler2D sprites;
uniform highp vec2 texels;
varying highp vec2 middle;
varying highp float size;
void main()
{
    gl_FragColor = texture2D(sprites, (middle + (gl_PointCoord - 0.5) * size) / texels);
}
)";

} // namespace

MapGlLayer::MapGlLayer(Paint paint, QWidget* parent)
    : QOpenGLWidget(parent)
    , m_paint(std::move(paint))
    , m_buffer(QOpenGLBuffer::VertexBuffer)
{
    setObjectName(QStringLiteral("filmMapOpenGl"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

MapGlLayer::~MapGlLayer()
{
    if (!context())
        return;
    context()->disconnect(this); // it goes after this has gone
    makeCurrent();
    release();
    doneCurrent();
}

void MapGlLayer::release()
{
    m_program.reset();
    m_texture.reset();
    m_buffer.destroy();
    m_textureValid = false;
}

void MapGlLayer::initializeGL()
{
    // Also when the widget has got another context, with another window.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, [this] {
        makeCurrent();
        release();
        doneCurrent();
    });
    m_program = std::make_unique<QOpenGLShaderProgram>();
    // Desktop OpenGL has gl_PointCoord from this version on, OpenGL ES always.
    const QByteArray version = context()->isOpenGLES() ? "" : "#version 120\n";
    m_program->addShaderFromSourceCode(QOpenGLShader::Vertex, version + kVertexShader);
    m_program->addShaderFromSourceCode(QOpenGLShader::Fragment, version + kFragmentShader);
    m_program->bindAttributeLocation("place", 0);
    m_program->bindAttributeLocation("texel", 1);
    m_program->bindAttributeLocation("side", 2);
    m_program->link();
    m_buffer.create();
    m_buffer.setUsagePattern(QOpenGLBuffer::StreamDraw);
    m_textureValid = false;
}

void MapGlLayer::paintGL()
{
    QPainter painter(this);
    m_paint(painter);
}

void MapGlLayer::makeTexture(const MapSprites& sprites)
{
    const int reach = sprites.reach();
    const auto count = static_cast<int>(sprites.sprites().size());
    m_cell = 2 * reach + 1;
    m_columns = std::clamp(count, 1, kColumns);
    QImage image(m_columns * m_cell, std::max(1, (count + m_columns - 1) / m_columns) * m_cell,
                 QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    m_sides.clear();
    for (int i = 0; i < count; ++i) {
        const MapSprite& sprite = sprites.sprites()[static_cast<std::size_t>(i)];
        const int left = i % m_columns * m_cell + reach + sprite.left;
        const int top = i / m_columns * m_cell + reach + sprite.top;
        for (int y = 0; y < sprite.height; ++y)
            std::copy_n(sprite.pixels.begin() + static_cast<std::ptrdiff_t>(y) * sprite.stride, sprite.width,
                        reinterpret_cast<QRgb*>(image.scanLine(top + y)) + left);
        const int far =
            std::max({-sprite.left, -sprite.top, sprite.left + sprite.width - 1, sprite.top + sprite.height - 1});
        m_sides.push_back(static_cast<float>(2 * far + 1));
    }
    const QImage texels = image.convertToFormat(QImage::Format_RGBA8888_Premultiplied);
    m_texture = std::make_unique<QOpenGLTexture>(QOpenGLTexture::Target2D);
    m_texture->setSize(texels.width(), texels.height());
    m_texture->setFormat(QOpenGLTexture::RGBA8_UNorm);
    m_texture->setMinMagFilters(QOpenGLTexture::Nearest, QOpenGLTexture::Nearest);
    m_texture->setWrapMode(QOpenGLTexture::ClampToEdge);
    m_texture->allocateStorage(QOpenGLTexture::RGBA, QOpenGLTexture::UInt8);
    m_texture->setData(QOpenGLTexture::RGBA, QOpenGLTexture::UInt8, texels.constBits());
    m_textureValid = true;
}

void MapGlLayer::drawPoints(const MapPoints& points, const MapPixels& frame, const QSize& size, double devicePixelRatio)
{
    if (!m_textureValid)
        makeTexture(points.sprites());
    const int reach = points.sprites().reach();
    m_vertices.clear();
    points.visit(frame, QRect(QPoint(0, 0), size), [&](int x, int y, std::uint32_t sprite) {
        const auto column = static_cast<int>(sprite) % m_columns;
        const auto line = static_cast<int>(sprite) / m_columns;
        const float half = static_cast<float>(m_cell) / 2;
        m_vertices.push_back({static_cast<float>(x + reach) + 0.5F, static_cast<float>(y + reach) + 0.5F,
                              static_cast<float>(column * m_cell) + half, static_cast<float>(line * m_cell) + half,
                              m_sides[sprite]});
    });
    auto* gl = context()->functions();
    const int height = static_cast<int>(std::lround(this->height() * devicePixelRatio));
    // OpenGL drops a point whose middle is out of view: the view reaches beyond the area, the scissors cut it off.
    gl->glViewport(-reach, height - size.height() - reach, size.width() + 2 * reach, size.height() + 2 * reach);
    gl->glEnable(GL_SCISSOR_TEST);
    gl->glScissor(0, height - size.height(), size.width(), size.height());
    gl->glDisable(GL_DEPTH_TEST);
    gl->glDisable(GL_STENCIL_TEST);
    gl->glEnable(GL_BLEND);
    gl->glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    if (!context()->isOpenGLES()) {
        gl->glEnable(kProgramPointSize);
        if (context()->format().profile() != QSurfaceFormat::CoreProfile)
            gl->glEnable(kPointSprite);
    }
    m_program->bind();
    m_texture->bind(0);
    m_program->setUniformValue("sprites", 0);
    m_program->setUniformValue("texels", QSizeF(m_texture->width(), m_texture->height()));
    m_program->setUniformValue("area", QSizeF(size.width() + 2 * reach, size.height() + 2 * reach));
    m_buffer.bind();
    m_buffer.allocate(m_vertices.data(), static_cast<int>(m_vertices.size() * sizeof(Vertex)));
    for (int attribute = 0; attribute < 3; ++attribute)
        m_program->enableAttributeArray(attribute);
    m_program->setAttributeBuffer(0, GL_FLOAT, offsetof(Vertex, x), 2, sizeof(Vertex));
    m_program->setAttributeBuffer(1, GL_FLOAT, offsetof(Vertex, u), 2, sizeof(Vertex));
    m_program->setAttributeBuffer(2, GL_FLOAT, offsetof(Vertex, side), 1, sizeof(Vertex));
    gl->glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(m_vertices.size()));
    for (int attribute = 0; attribute < 3; ++attribute)
        m_program->disableAttributeArray(attribute);
    m_buffer.release();
    m_texture->release();
    m_program->release();
    gl->glDisable(GL_SCISSOR_TEST);
    gl->glViewport(0, 0, static_cast<int>(std::lround(width() * devicePixelRatio)), height);
}

} // namespace matinee::ui
