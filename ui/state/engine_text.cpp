#include "ui/state/engine_text.h"

#include <QCoreApplication>

namespace matinee::ui {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::EngineText)
};

} // namespace

QString engineText(const std::string& engine)
{
    if (engine == "fused")
        return Texts::tr("fused engine");
    if (engine == "autograd")
        return Texts::tr("autograd");
    return {};
}

} // namespace matinee::ui
