#pragma once

#include <matinee/dataset.h>
#include <matinee/run_materials.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace matinee {

/// One value of each kind, with the key that says what it was made from.
class RunMaterials::Store
{
public:
    enum Kind
    {
        kSubset,
        kSplit,
        kDraws,
        kTestCandidates,
        kBaselines,
        kKinds
    };

    /// Forgets what belongs to another data set.
    void setDataset(const std::shared_ptr<const Dataset>& dataset)
    {
        if (dataset == m_dataset)
            return;
        m_entries = {};
        m_dataset = dataset;
    }

    /// The value of a kind: the one that is kept if it has this key, else the one that make() returns, a
    /// shared_ptr<T>. What throws is not kept.
    template <class T, class Make>
    std::shared_ptr<T> get(Kind kind, const std::string& key, Make make)
    {
        auto& entry = m_entries[kind];
        if (!entry.value || entry.key != key) {
            entry = {}; // large data: the old one goes before the new one comes
            std::shared_ptr<T> made = make();
            entry = {key, std::move(made)};
        }
        return std::const_pointer_cast<T>(std::static_pointer_cast<const T>(entry.value));
    }

    void forget(Kind kind) { m_entries[kind] = {}; }

private:
    struct Entry
    {
        std::string key;
        std::shared_ptr<const void> value;
    };

    std::shared_ptr<const Dataset> m_dataset; // held, so that its address stays its own
    std::array<Entry, kKinds> m_entries;
};

} // namespace matinee
