package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;
import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.ShardTree;
import dev.lamina.runtime.ShardedTraining;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for the shards of a training step, tried on random models. */
final class ShardLawsTest {
    private static final int SHARDS = 3;

    /** The gradients of each sample have the same bits in shards and in a batch; only the order of their sum differs. */
    private static final double ORDER_OF_SUMS = 2e-5;

    @TestFactory
    Stream<DynamicTest> theSumOverShardsIsTheGradientOfTheBatchWithTheSameDropout() {
        return withLoss((model, target) ->
                assertShardsAddUp(model.text(), sharded(model), target, model.batch() + 1, model.seed()));
    }

    private static void assertShardsAddUp(String plainText, String shardedText, Target target, int batch, long seed) {
        Trial trial = new Trial(variant(target).load(plainText), batch, seed);
        if (trial.network() instanceof Recurrent recurrent) { // a training begins each batch with states of zeros
            Arrays.fill(recurrent.initialState(), 0);
            Arrays.fill(recurrent.finalStateGradient(), 0);
        }
        Results plain = trial.pass(true);
        Shards shards = new Shards(variant(target).load(shardedText), trial, seed, 2);
        float loss = shards.step();
        assertClose("loss", doubles(plain.get("loss")), new float[] {loss}, ORDER_OF_SUMS);
        Parameters gradients = shards.training.gradients();
        for (TensorView view : gradients.views()) {
            assertClose(
                    view.name(), doubles(plain.get("grad." + view.name())), gradients.get(view.name()), ORDER_OF_SUMS);
        }
    }

    /** Labels of different weights, ignored labels, several outputs: each loss is divided by what counts in the whole batch. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input x: vector[5]  fc(7)  tanh  dropout(0.3)  fc(3)  loss cross_entropy(weights = (1, 2, 5), ignore = 1)",
                "input x: sequence[4, 3]  gru(5)  fc(3)  loss cross_entropy(ignore = 2, smoothing = 0.1)",
                "input x: vector[5]  fc(6)  trunk: relu  output a: fc(3)  from trunk  output b: fc(2)"
                        + "  loss cross_entropy(a, weights = (3, 1, 0.5))  loss mse(b, weight = 0.3)",
                "input x: vector[5]  fc(6)  trunk: relu  output a: fc(2)  from trunk  output b: fc(4)"
                        + "  loss mse(a)  loss cross_entropy(b, ignore = 0)"
            })
    void lossesThatWeighLabelsAreDividedByTheWeightsOfTheWholeBatch(String body) {
        String plain = "model Weighs { " + body + "  train { optimizer sgd(rate = 0.1)  batch 6 } }";
        String sharded = plain.replace("batch 6", "batch 6  shards " + SHARDS);
        for (Target target : Target.values()) {
            for (int seed = 1; seed <= 3; seed++) {
                assertShardsAddUp(plain, sharded, target, 7, seed);
            }
        }
        LoadedNetwork loaded = variant(Target.SCALAR).load(sharded);
        Trial batch = new Trial(loaded, 7, 4);
        float[] alone = new Shards(loaded, batch, 4, 1).trained(3);
        assertSameBits("two threads", alone, new Shards(loaded, batch, 4, 2).trained(3));
        assertSameBits("two owners", alone, owners(loaded, batch, 4, 3));
    }

    @Test
    void aShardWhoseLabelsWeighNeedsTheWeightOfTheWholeBatch() {
        LoadedNetwork loaded = variant(Target.SCALAR)
                .load("model Two { input x: vector[2]  fc(3)  loss cross_entropy(weights = (1, 2, 4), ignore = 2)"
                        + "  train { optimizer sgd  batch 4  shards 2 } }");
        TrainableNetwork network = loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 4);
        assertTrue(network.weighsLabels());
        assertEquals(1 + 2 + 2, network.labelWeight(0, new int[] {9, 0, 1, 2, 1}, 1, 5));
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> network.shard(0, 4, 0, false))
                        .getMessage());
        assertTrue(message.startsWith("a loss of this class divides by the weights of labels"), message);
        network.shard(0, 4, 0, new float[] {5}, false);
        network.shard(0, 0, 0, false); // a whole batch again
    }

    @TestFactory
    Stream<DynamicTest> anyNumberOfThreadsAndOwnersGivesTheSameBits() {
        return withLoss((model, target) -> {
            LoadedNetwork loaded = variant(target).load(sharded(model));
            Trial batch = new Trial(loaded, model.batch() + 1, model.seed());
            float[] alone = new Shards(loaded, batch, model.seed(), 1).trained(3);
            assertSameBits("two threads", alone, new Shards(loaded, batch, model.seed(), 2).trained(3));
            assertSameBits("three threads", alone, new Shards(loaded, batch, model.seed(), 3).trained(3));
            assertSameBits("two owners", alone, owners(loaded, batch, model.seed(), 3));
        });
    }

    /** Threads share the sums of so many floats. */
    @ParameterizedTest
    @EnumSource(Target.class)
    void anyNumberOfThreadsAndOwnersGivesTheSameBitsOfManyParameters(Target target) {
        LoadedNetwork loaded = variant(target)
                .load("model Many { input x: vector[120] fc(150) relu fc(10) loss cross_entropy"
                        + " train { optimizer adam(rate = 0.01) batch 6 shards " + SHARDS + " } }");
        Trial batch = new Trial(loaded, 6, 1);
        float[] alone = new Shards(loaded, batch, 1, 1).trained(3);
        assertSameBits("two threads", alone, new Shards(loaded, batch, 1, 2).trained(3));
        assertSameBits("three threads", alone, new Shards(loaded, batch, 1, 3).trained(3));
        assertSameBits("two owners", alone, owners(loaded, batch, 1, 3));
    }

    @TestFactory
    Stream<DynamicTest> wholeBatchesOfAClassWithShardsHaveTheBitsOfOneWithout() {
        return withLoss((model, target) -> assertSameBits(
                target.toString(),
                new Trial(variant(target).load(model.text()), model.batch(), model.seed()).everything(2),
                new Trial(variant(target).load(sharded(model)), model.batch(), model.seed()).everything(2)));
    }

    private static Stream<DynamicTest> withLoss(BiConsumer<RandomModel, Target> law) {
        return RandomModel.some(Layers.ALL.size()).stream()
                .filter(model -> !model.loss().isEmpty() && !model.mixesSamples())
                .filter(model -> !model.text().contains("sample_weights")) // refused with shards
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    for (Target target : Target.values()) {
                        try {
                            law.accept(model, target);
                        } catch (AssertionError | RuntimeException e) {
                            throw new AssertionError(target + ": " + e.getMessage() + "\n" + model.text(), e);
                        }
                    }
                }));
    }

    private static Variant variant(Target target) {
        return new Variant(target, Fusion.ALL, Loader.JANINO);
    }

    private static String sharded(RandomModel model) {
        return model.text().replaceFirst(" batch 4 ", " batch 6 shards " + SHARDS + " ");
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** The parameters after steps of two trainings that have shards 0 and 1 .. 2, and exchange their sums as processes would. */
    private static float[] owners(LoadedNetwork loaded, Trial data, long seed, int steps) {
        int[] bounds = {0, 1, SHARDS};
        Shards[] both = new Shards[2];
        float[][][] sums = new float[2][][];
        for (int step = 0; step < steps; step++) {
            // Run after one another: the first training stops in its exchange, once to show its sums, once to take the
            // total.
            for (int owner = 0; owner < 2; owner++) {
                int me = owner;
                both[owner] = both[owner] == null ? new Shards(loaded, data, seed, bounds, owner) : both[owner];
                both[owner].exchange = (gradients, losses) -> {
                    sums[me] = Arrays.stream(gradients)
                            .map(each -> each == null ? new float[0] : each.clone())
                            .toArray(float[][]::new);
                    throw new Stopped();
                };
                assertThrows(Stopped.class, both[owner]::step);
            }
            float[][] all = new float[SHARDS][];
            for (int shard = 0; shard < SHARDS; shard++) {
                all[shard] = sums[shard < bounds[1] ? 0 : 1][shard];
            }
            ShardTree.across(SHARDS, bounds, (into, from) -> {
                ShardedTraining.add(all[into], all[from], 0, all[into].length);
            });
            for (int owner = 0; owner < 2; owner++) {
                int first = bounds[owner];
                both[owner].exchange =
                        (gradients, losses) -> System.arraycopy(all[0], 0, gradients[first], 0, all[0].length);
                both[owner].step();
            }
        }
        assertSameBits("both owners", both[0].parameters.values(), both[1].parameters.values());
        return both[0].parameters.values();
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A training on the data of a trial, whose samples are dealt to shards one after the other. */
    private static final class Shards {
        private final LoadedNetwork loaded;
        private final Trial data;
        private final Parameters parameters;
        private final List<TrainableNetwork> networks;
        private final ShardedTraining training;
        private final int[] sizes = new int[SHARDS];
        private ShardedTraining.Exchange exchange = (gradients, losses) -> {};

        Shards(LoadedNetwork loaded, Trial data, long seed, int threads) {
            this(loaded, data, seed, threads, 0, SHARDS);
        }

        Shards(LoadedNetwork loaded, Trial data, long seed, int[] bounds, int owner) {
            this(loaded, data, seed, 1, bounds[owner], bounds[owner + 1]);
        }

        private Shards(LoadedNetwork loaded, Trial data, long seed, int threads, int first, int end) {
            this.loaded = loaded;
            this.data = data;
            parameters = loaded.newParameters(seed);
            TrainingState state = loaded.newTrainingState();
            networks = Stream.generate(() -> loaded.trainer(parameters, state, data.batch()))
                    .limit(threads)
                    .toList();
            training =
                    new ShardedTraining(networks, first, end, (gradients, losses) -> exchange.sum(gradients, losses));
            for (int sample = 0; sample < data.batch(); sample++) {
                sizes[sample % SHARDS]++;
            }
        }

        float[] trained(int steps) {
            for (int step = 0; step < steps; step++) {
                step();
            }
            training.close();
            return parameters.values();
        }

        float step() {
            int steps = networks.get(0) instanceof SequenceNetwork sequences ? sequences.length() * data.batch() : 0;
            return training.step(sizes, steps, labelWeights(), (thread, shard) -> {
                int from = Arrays.stream(sizes).limit(shard).sum();
                TrainableNetwork network = networks.get(thread);
                NetworkBatch part = part(from, from + sizes[shard]);
                float loss = part.forward(network, sizes[shard]);
                part.backward(network);
                return loss;
            });
        }

        private float[] labelWeights() {
            TrainableNetwork network = networks.get(0);
            float[] weights = new float[loaded.model().outputs().size()];
            for (int i = 0; i < weights.length && network.weighsLabels(); i++) {
                int[] labels = data.data().labels(i);
                weights[i] = (float) network.labelWeight(i, labels, 0, labels.length);
            }
            return weights;
        }

        private NetworkBatch part(int from, int to) {
            NetworkBatch part = NetworkBatch.of(loaded.model());
            for (int i = 0; i < loaded.model().inputs().size(); i++) {
                NetworkInput input = data.data().input(i);
                int size = input.length() / data.batch();
                part.input(i, input.part(from * size, to * size));
            }
            for (int i = 0; i < loaded.model().outputs().size(); i++) {
                int[] labels = data.data().labels(i);
                int each = labels.length / data.batch();
                part.labels(i, Arrays.copyOfRange(labels, from * each, to * each));
                float[] target = data.data().target(i);
                int numbers = target.length / data.batch();
                part.target(i, Arrays.copyOfRange(target, from * numbers, to * numbers));
            }
            return part;
        }
    }

    @Test
    void aClassWithoutShardsSaysWhatIsMissing() {
        LoadedNetwork loaded = variant(Target.SCALAR).load("model Plain { input x: vector[2]  fc(2)  loss mse }");
        TrainableNetwork network = loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 2);
        assertEquals(1, network.shards());
        String message = assertThrows(IllegalStateException.class, () -> network.shard(0, 2, 0, false))
                .getMessage();
        assertEquals("this class was generated without shards: `shards 8` belongs in the train block", message);
    }

    @Test
    void aPartOfNothingIsRefused() {
        LoadedNetwork loaded = variant(Target.SCALAR)
                .load("model Two { input x: vector[2]  fc(2)  loss mse  train { optimizer sgd  batch 4  shards 2 } }");
        TrainableNetwork network = loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 2);
        String message = assertThrows(IllegalArgumentException.class, () -> network.shard(5, 4, 0, false))
                .getMessage();
        assertEquals("sample 5 of 4 with 0 steps begins no shard", message);
    }
}
