package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.runtime.TrainableNetwork;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every option of every optimizer: some steps with gradients made of a seed, against PyTorch's equations in double. */
final class OptimizerTest {
    private static final int STEPS = 6;
    private static final String WEIGHT = "fc1.weight";

    /** Half a unit in the last place of a float is 6e-8, and a step has some ten roundings. */
    private static final double TOLERANCE = 4e-6;

    /** What an optimizer does with one weight and what it keeps of the steps before: {weight, first, second}. */
    private interface Equation {
        void step(double[] held, double gradient, int step);
    }

    private static Equation sgd(double rate, double momentum, boolean nesterov, double decay) {
        return (held, gradient, step) -> {
            double change = gradient + decay * held[0];
            held[1] = momentum * held[1] + change;
            held[0] -= rate * (nesterov ? change + momentum * held[1] : held[1]);
        };
    }

    private static Equation adam(double rate, double epsilon, double decay, boolean decoupled) {
        return (held, gradient, step) -> {
            double change = decoupled ? gradient : gradient + decay * held[0];
            held[0] *= decoupled ? 1 - rate * decay : 1;
            held[1] = 0.8 * held[1] + 0.2 * change;
            held[2] = 0.95 * held[2] + 0.05 * change * change;
            double mean = held[1] / (1 - Math.pow(0.8, step));
            double square = held[2] / (1 - Math.pow(0.95, step));
            held[0] -= rate * mean / (Math.sqrt(square) + epsilon);
        };
    }

    private static Equation rmsprop(double alpha, double epsilon, double momentum, double decay) {
        return (held, gradient, step) -> {
            double change = gradient + decay * held[0];
            held[2] = alpha * held[2] + (1 - alpha) * change * change;
            held[1] = momentum * held[1] + change / (Math.sqrt(held[2]) + epsilon);
            held[0] -= 0.1 * held[1];
        };
    }

    @TestFactory
    Stream<DynamicTest> stepsAreThoseOfTheEquations() {
        return Stream.of(
                test("sgd(rate = 0.1)", sgd(0.1, 0, false, 0)),
                test("sgd(rate = 0.1, weight_decay = 0.2)", sgd(0.1, 0, false, 0.2)),
                test("sgd(rate = 0.1, momentum = 0.9)", sgd(0.1, 0.9, false, 0)),
                test("sgd(rate = 0.1, momentum = 0.9, weight_decay = 0.2)", sgd(0.1, 0.9, false, 0.2)),
                test("sgd(rate = 0.1, momentum = 0.9, nesterov = true)", sgd(0.1, 0.9, true, 0)),
                test("sgd(rate = 0.1, momentum = 0.9, nesterov = true, weight_decay = 0.2)", sgd(0.1, 0.9, true, 0.2)),
                test("adam(rate = 0.1, beta1 = 0.8, beta2 = 0.95)", adam(0.1, 1e-8, 0, false)),
                test(
                        "adam(rate = 0.1, beta1 = 0.8, beta2 = 0.95, epsilon = 0.3, weight_decay = 0.2)",
                        adam(0.1, 0.3, 0.2, false)),
                test("adamw(rate = 0.1, beta1 = 0.8, beta2 = 0.95)", adam(0.1, 1e-8, 0.01, true)),
                test(
                        "adamw(rate = 0.1, beta1 = 0.8, beta2 = 0.95, epsilon = 0.3, weight_decay = 0.2)",
                        adam(0.1, 0.3, 0.2, true)),
                test("rmsprop(rate = 0.1)", rmsprop(0.99, 1e-8, 0, 0)),
                test(
                        "rmsprop(rate = 0.1, alpha = 0.8, epsilon = 0.3, momentum = 0.7, weight_decay = 0.2)",
                        rmsprop(0.8, 0.3, 0.7, 0.2)));
    }

    private static DynamicTest test(String optimizer, Equation equation) {
        return DynamicTest.dynamicTest(optimizer, () -> {
            for (Target target : Target.values()) {
                check(new Variant(target, Fusion.ALL, Loader.JANINO), optimizer, equation);
            }
        });
    }

    private static void check(Variant variant, String optimizer, Equation equation) {
        LoadedNetwork loaded = variant.load("model Step { input x: vector[3]  fc(5, bias = false)  loss mse\n"
                + "train { optimizer " + optimizer + " } }");
        TrainableNetwork network = loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 1);
        float[] weights = network.parameters().get(WEIGHT);
        double[][] held = new double[weights.length][3];
        for (int i = 0; i < weights.length; i++) {
            held[i][0] = weights[i];
        }
        Random random = new Random(7);
        for (int step = 1; step <= STEPS; step++) {
            float[] gradients = new float[weights.length];
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] = (float) random.nextGaussian();
                equation.step(held[i], gradients[i], step);
            }
            network.gradients().set(WEIGHT, gradients);
            network.update();
        }
        float[] moved = network.parameters().get(WEIGHT);
        for (int i = 0; i < moved.length; i++) {
            assertEquals(
                    held[i][0], moved[i], TOLERANCE * Math.max(1, Math.abs(held[i][0])), variant + ", weight " + i);
        }
    }
}
