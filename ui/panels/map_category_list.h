#pragma once

#include "ui/map/map_scene.h"

#include <QListWidget>

#include <memory>
#include <set>

namespace matinee::ui {

/// The legend of a map that is coloured by groups of films: a click isolates a group, a second one ends that, with Ctrl
/// or Shift more groups are added. Space and Ctrl+Space do it by keyboard.
class MapCategoryList : public QListWidget
{
    Q_OBJECT

public:
    explicit MapCategoryList(QWidget* parent = nullptr);

    /// Empty without categories.
    void setScene(const MapScene* scene);
    /// Marks the groups that are isolated.
    void setIsolated(const std::set<int>& categories);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void isolateRequested(const std::set<int>& categories);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void choose(bool more);
    void paintSwatches();

    std::vector<MapCategory> m_categories;
    std::vector<MapColour> m_colours; ///< of each category
    std::set<int> m_isolated;
};

} // namespace matinee::ui
