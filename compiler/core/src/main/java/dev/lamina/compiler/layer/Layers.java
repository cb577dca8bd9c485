package dev.lamina.compiler.layer;

import dev.lamina.compiler.layer.loss.BinaryCrossEntropy;
import dev.lamina.compiler.layer.loss.CrossEntropy;
import dev.lamina.compiler.layer.loss.Huber;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.layer.loss.MeanAbsoluteError;
import dev.lamina.compiler.layer.loss.MeanSquaredError;
import dev.lamina.compiler.layer.optimizer.Adam;
import dev.lamina.compiler.layer.optimizer.Optimizer;
import dev.lamina.compiler.layer.optimizer.RmsProp;
import dev.lamina.compiler.layer.optimizer.Schedules;
import dev.lamina.compiler.layer.optimizer.Sgd;
import dev.lamina.compiler.layer.recurrent.Gru;
import dev.lamina.compiler.layer.recurrent.Lstm;
import dev.lamina.compiler.layer.recurrent.Rnn;
import dev.lamina.compiler.layer.window.AvgPool;
import dev.lamina.compiler.layer.window.Conv;
import dev.lamina.compiler.layer.window.ConvTranspose;
import dev.lamina.compiler.layer.window.Depthwise;
import dev.lamina.compiler.layer.window.MaxPool;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.runtime.RateSchedule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The declarations of all layers, losses, optimizers and schedules. Help, completion, documentation and tests read these lists. */
public final class Layers {
    public static final List<CallKind<Layer>> ALL = List.of(
            Fc.KIND,
            Conv.KIND,
            Depthwise.KIND,
            ConvTranspose.KIND,
            Upsample.KIND,
            MaxPool.KIND,
            AvgPool.KIND,
            Relu.KIND,
            LeakyRelu.KIND,
            Relu6.KIND,
            HardSigmoid.KIND,
            HardSwish.KIND,
            Silu.KIND,
            Elu.KIND,
            Softplus.KIND,
            Gelu.KIND,
            Sigmoid.KIND,
            Tanh.KIND,
            Softmax.KIND,
            LogSoftmax.KIND,
            BatchNorm.KIND,
            LayerNorm.KIND,
            Scale.KIND,
            Flatten.KIND,
            ToSequence.KIND,
            ToImage.KIND,
            Slice.KIND,
            Pad.KIND,
            Dropout.KIND,
            Embedding.KIND,
            PositionTable.KIND,
            Attention.KIND,
            Rnn.KIND,
            Lstm.KIND,
            Gru.KIND,
            Last.KIND,
            Ends.KIND,
            Mean.KIND,
            Max.KIND,
            Add.KIND,
            Mul.KIND,
            Concat.KIND);

    public static final List<CallKind<Loss>> LOSSES = List.of(
            CrossEntropy.KIND, BinaryCrossEntropy.KIND, MeanSquaredError.KIND, MeanAbsoluteError.KIND, Huber.KIND);

    public static final List<CallKind<Optimizer>> OPTIMIZERS =
            List.of(Sgd.KIND, Adam.KIND, Adam.DECOUPLED, RmsProp.KIND);

    public static final List<CallKind<RateSchedule>> SCHEDULES = Schedules.ALL;

    private Layers() {}

    /** All layers, then all losses, then all optimizers. */
    public static List<CallKind<?>> every() {
        return Stream.<List<? extends CallKind<?>>>of(ALL, LOSSES, OPTIMIZERS)
                .<CallKind<?>>flatMap(List::stream)
                .toList();
    }

    /** As {@link #every}, then all schedules: what has a page in the reference. */
    public static List<CallKind<?>> documented() {
        return Stream.<List<? extends CallKind<?>>>of(every(), SCHEDULES)
                .<CallKind<?>>flatMap(List::stream)
                .toList();
    }

    /** The declaration with this keyword. */
    public static <T> Optional<CallKind<T>> find(List<CallKind<T>> kinds, String keyword) {
        return kinds.stream().filter(kind -> kind.keyword().equals(keyword)).findFirst();
    }
}
