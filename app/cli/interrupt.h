#pragma once

#include <matinee/sweep.h>
#include <matinee/training_control.h>

namespace matinee::cli {

/// From here on the first SIGINT or SIGTERM is only remembered; the second ends the process.
void catchInterrupts();

/// They end the process again: for a question that waits for an answer.
void releaseInterrupts();

/// Whether the first one has come.
bool interrupted();

/// While it lives, an interrupt stops this training or sweep.
class InterruptStops
{
public:
    explicit InterruptStops(TrainingControl& control);
    explicit InterruptStops(SweepControl& control);
    ~InterruptStops();
    InterruptStops(const InterruptStops&) = delete;
    InterruptStops& operator=(const InterruptStops&) = delete;
};

} // namespace matinee::cli
