#include "training/materials_store.h"

namespace matinee {

RunMaterials::RunMaterials()
    : m_store(std::make_unique<Store>())
{}

RunMaterials::~RunMaterials() = default;

} // namespace matinee
