package dev.lamina.compiler;

import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import java.lang.reflect.InvocationTargetException;

/** A generated class, however it was loaded, and its static members. */
record GeneratedClass(Class<?> type) {

    Parameters newParameters(long seed) {
        try {
            return (Parameters) type.getMethod("newParameters", long.class).invoke(null, seed);
        } catch (ReflectiveOperationException e) {
            throw unexpected(e);
        }
    }

    TrainingState newTrainingState() {
        try {
            return (TrainingState) type.getMethod("newTrainingState").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw unexpected(e);
        }
    }

    Network predictor(Parameters parameters, int capacity) {
        try {
            return (Network) type.getConstructor(Parameters.class, int.class).newInstance(parameters, capacity);
        } catch (ReflectiveOperationException e) {
            throw unexpected(e);
        }
    }

    TrainableNetwork trainer(Parameters parameters, int capacity) {
        try {
            return (TrainableNetwork) type.getConstructor(Parameters.class, TrainingState.class, int.class)
                    .newInstance(parameters, newTrainingState(), capacity);
        } catch (ReflectiveOperationException e) {
            throw unexpected(e);
        }
    }

    private AssertionError unexpected(ReflectiveOperationException e) {
        Throwable cause = e instanceof InvocationTargetException invoked ? invoked.getTargetException() : e;
        return new AssertionError(type.getName() + ": " + cause, cause);
    }
}
