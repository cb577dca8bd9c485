package dev.lamina.examples.benchmarks;

import java.util.Locale;

/** A line of the table: a model, what is done with it, and for how many samples at once. */
public enum Row {
    TINY_PREDICT_1("tiny", Work.PREDICT, 1),
    MLP_PREDICT_1("mlp", Work.PREDICT, 1),
    MLP_PREDICT_64("mlp", Work.PREDICT, 64),
    MLP_TRAIN_128("mlp", Work.TRAIN, 128),
    LENET_PREDICT_1("lenet", Work.PREDICT, 1),
    LENET_PREDICT_64("lenet", Work.PREDICT, 64),
    LENET_TRAIN_64("lenet", Work.TRAIN, 64),
    VGG_PREDICT_1("vgg", Work.PREDICT, 1),
    VGG_PREDICT_32("vgg", Work.PREDICT, 32),
    VGG_TRAIN_32("vgg", Work.TRAIN, 32),
    RESNET_PREDICT_1("resnet", Work.PREDICT, 1),
    RESNET_PREDICT_32("resnet", Work.PREDICT, 32),
    RESNET_TRAIN_64("resnet", Work.TRAIN, 64),
    MOBILENET_PREDICT_1("mobilenet", Work.PREDICT, 1),
    MOBILENET_PREDICT_32("mobilenet", Work.PREDICT, 32),
    DETYPIFY_PREDICT_1("detypify", Work.PREDICT, 1),
    DETYPIFY_PREDICT_32("detypify", Work.PREDICT, 32),
    LSTM_PREDICT_1("lstm", Work.PREDICT, 1),
    LSTM_TRAIN_32("lstm", Work.TRAIN, 32),
    GRU_PREDICT_1("gru", Work.PREDICT, 1),
    GRU_TRAIN_32("gru", Work.TRAIN, 32),
    RNN_PREDICT_1("rnn", Work.PREDICT, 1),
    RNN_TRAIN_32("rnn", Work.TRAIN, 32),
    VOICE_PREDICT_1("voice", Work.PREDICT, 1),
    WAVES_PREDICT_1("waves", Work.PREDICT, 1),
    WAVES_PREDICT_32("waves", Work.PREDICT, 32),
    WAVES_TRAIN_32("waves", Work.TRAIN, 32),
    ENCODER_PREDICT_1("encoder", Work.PREDICT, 1),
    ENCODER_PREDICT_32("encoder", Work.PREDICT, 32),
    ENCODER_TRAIN_32("encoder", Work.TRAIN, 32),
    WIDE_ENCODER_PREDICT_1("wide_encoder", Work.PREDICT, 1),
    WIDE_ENCODER_PREDICT_8("wide_encoder", Work.PREDICT, 8),
    WIDE_ENCODER_TRAIN_8("wide_encoder", Work.TRAIN, 8),
    CONV_FORWARD_8("conv", Work.PREDICT, 8),
    CONV_FORWARD_AND_BACKWARD_8("conv", Work.FORWARD_AND_BACKWARD, 8);

    /** What is done. */
    enum Work {
        PREDICT(1),
        TRAIN(3),
        FORWARD_AND_BACKWARD(3);

        /** Products as large as the forward one: backward takes two, for the gradients of input and weights. */
        private final int products;

        Work(int products) {
            this.products = products;
        }
    }

    private final String model;
    private final Work work;
    private final int batch;

    Row(String model, Work work, int batch) {
        this.model = model;
        this.work = work;
        this.batch = batch;
    }

    String model() {
        return model;
    }

    Work work() {
        return work;
    }

    int batch() {
        return batch;
    }

    /** The floating-point operations of one call, of a model with so many multiply-adds. */
    double operations(long multiplyAdds) {
        return 2.0 * multiplyAdds * batch * work.products;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
