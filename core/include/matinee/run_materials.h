#pragma once

#include <memory>

namespace matinee {

/// What runs on the same rows have in common, kept from one call of train() to the next (TrainOptions::materials): the
/// subset of the rows, the split with its counts, the drawn candidates, the baselines with their errors. Each is kept
/// as long as all that it depends on is the same (data set, rows, split, seed, threshold, threads and so on) and made
/// anew otherwise, so a run gives the same numbers with and without. Of each kind the newest is kept, and nothing of
/// another data set. For one training at a time.
class RunMaterials
{
public:
    RunMaterials();
    ~RunMaterials();
    RunMaterials(const RunMaterials&) = delete;
    RunMaterials& operator=(const RunMaterials&) = delete;

    class Store; ///< core's own
    Store& store() { return *m_store; }

private:
    std::unique_ptr<Store> m_store;
};

} // namespace matinee
