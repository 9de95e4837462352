#pragma once

#include <matinee/forwarding_observer.h>

#include <filesystem>
#include <memory>
#include <string>

namespace matinee {

/// Writes what training tells into a folder as TensorBoard reads it (a file events.out.tfevents.*, as torch's
/// SummaryWriter makes it), and passes everything on to another observer.
///
/// By epoch: Loss/train, Loss/validation, RMSE/validation, MAE/validation, HR@10/validation, NDCG@10/validation,
/// Objective. By optimiser step: Loss/batch. For the HParams tab: the hyperparameters, model, data set, split and seed
/// when training begins, hparam/test_rmse, test_mae, test_hr@10 and test_ndcg@10 (what the run is judged by) when it
/// ends. A value that is not finite is left out, since NaN also stands for what was not measured. The file is flushed
/// after each epoch, so that TensorBoard can follow.
class TensorBoardObserver : public ForwardingObserver
{
public:
    /// Makes the folder and begins the file. \param next told everything too; must outlive this.
    /// \throws Error{Io} if the folder cannot be made or written to.
    TensorBoardObserver(const std::filesystem::path& folder, const ExperimentSpec& spec, TrainingObserver& next);
    ~TensorBoardObserver() override;

    void onStart(const RunStart& start) override;
    void onBatch(const BatchStats& batch) override;
    void onEpoch(const EpochStats& epoch, const Recommender& model) override;
    void onFinish(const RunResult& result) override;

    /// One sentence if writing failed on the way (a full disk): training goes on, the file ends there. Else empty.
    const std::string& problem() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Writes the film vectors of a run for TensorBoard's projector: tensors.tsv, metadata.tsv (title, year, genres, count
/// of ratings) and projector_config.pbtxt. Films without training rows are left out.
/// \return false, with nothing written, if the model has no vectors. \throws Error{Io}
bool writeProjector(const TrainedRun& run, const std::filesystem::path& folder);

} // namespace matinee
