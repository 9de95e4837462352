#pragma once

#include <matinee/parameter.h>

#include <string>
#include <vector>

namespace matinee {

/// How the learning rate changes over a run, by the hyperparameters `schedule` ("constant", "step", "cosine",
/// "one-cycle", "plateau"), `schedule_epochs` and `schedule_factor`. It multiplies the learning rate, so that this can
/// change live all the same.
///
/// Step: times the factor after every so many epochs. Cosine: half a cosine from 1 down to the factor (Loshchilov,
/// Hutter, SGDR, ICLR 2017, without restarts). One-cycle: up from 1/25 in the first 30 % of the epochs and down to
/// 1/25000 in the rest, both half cosines (Smith, Topin, Super-convergence, 2017). Plateau: times the factor whenever
/// so many epochs have brought no improvement.
class Schedule
{
public:
    /// Constant, where the hyperparameters have no schedule.
    explicit Schedule(const Hyperparameters& hyperparameters);

    bool isConstant() const { return m_kind == Kind::Constant; }

    /// What the learning rate is multiplied by. \param position epochs done, with fraction, in [0, epochs]
    /// On a plateau: as far as it has been reported.
    double factor(double position) const;

    /// What training is judged by after an epoch (lower is better; NaN is no improvement).
    void report(double judged);

    /// What report() has left behind, for a checkpoint.
    std::vector<double> state() const;
    /// \throws Error{Format}
    void setState(const std::vector<double>& state);

private:
    enum class Kind
    {
        Constant,
        Step,
        Cosine,
        OneCycle,
        Plateau,
    };

    Kind m_kind = Kind::Constant;
    double m_epochs = 1; ///< of the run
    double m_every = 1;  ///< epochs of a step, or to wait on a plateau
    double m_factor = 1;
    double m_best;
    double m_waited = 0;
    double m_reported = 0;       ///< epochs
    std::vector<double> m_drops; ///< epochs that a plateau ended with
};

/// What the learning rate would be multiplied by at `points` positions evenly over [0, epochs]; a plateau shows as
/// constant, as nobody knows yet.
std::vector<double> scheduleCurve(const Hyperparameters& hyperparameters, int points);

/// Whether the schedule goes by a hyperparameter of it: "schedule_epochs" or "schedule_factor". True for any other key.
bool scheduleUses(const Hyperparameters& hyperparameters, const std::string& key);

} // namespace matinee
