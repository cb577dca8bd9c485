package dev.lamina.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a model: one flat array with named views. Values with the same layout, such as gradients, are objects of this class
 * too.
 *
 * <p>Threads may share an object as long as none of them writes. All methods take and return tensors in PyTorch's order, except {@link
 * #values()}, whose layout is the compiler's choice.
 *
 * <p>It can be serialized, as Spark does when it broadcasts an object. Networks cannot be serialized: create them from the parameters on
 * the other side. Deserializing needs no generated class. Kryo before version 5 does not support records: register its {@code
 * JavaSerializer} for this class.
 */
public final class Parameters implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String model;
    private final Architecture architecture;
    private final float[] values;
    private final LinkedHashMap<String, TensorView> views = new LinkedHashMap<>();
    private final int trainedFloats;
    private volatile Preprocessing preprocessing = Preprocessing.NONE;

    /**
     * Parameters of zero.
     *
     * @param model the model's name
     * @param floats the length of the flat array, padding included
     */
    public Parameters(String model, int floats, TensorView... views) {
        this(model, floats, Architecture.UNKNOWN, views);
    }

    /** As {@link #Parameters(String, int, TensorView...)}, with the architecture of the network: weights of another network are refused. */
    public Parameters(String model, int floats, Architecture architecture, TensorView... views) {
        this(model, architecture, new float[floats], views);
    }

    private Parameters(String model, Architecture architecture, float[] values, TensorView... views) {
        this.model = model;
        this.architecture = architecture;
        this.values = values;
        for (TensorView view : views) {
            if (view.last() >= values.length) {
                throw new IllegalArgumentException(view + " reaches position " + view.last() + ", but " + model
                        + " has " + values.length + " floats");
            }
            if (this.views.put(view.name(), view) != null) {
                throw new IllegalArgumentException(model + " has two parameters named " + view.name());
            }
        }
        int trained = values.length;
        for (TensorView view : views) {
            trained = view.isTrained() ? trained : Math.min(trained, view.offset());
        }
        trainedFloats = trained;
        for (TensorView view : views) {
            if (view.isTrained() && view.last() >= trainedFloats) {
                throw new IllegalArgumentException(view + " lies behind parameters that are not trained");
            }
        }
    }

    /** The model's name. */
    public String model() {
        return model;
    }

    /** The architecture of the network that they belong to. */
    public Architecture architecture() {
        return architecture;
    }

    /** What they were trained on: names, and the scaling that networks of these parameters apply. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /** Copies the weights of classes that were counted from the training data; 1 for each if nobody has counted them. */
    void classWeights(float[] into) {
        List<Float> counted = preprocessing.classWeights();
        if (!counted.isEmpty() && counted.size() != into.length) {
            throw new IllegalStateException("the parameters have weights of " + counted.size() + " classes, but "
                    + model + " has " + into.length);
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = counted.isEmpty() ? 1 : counted.get(i);
        }
    }

    /**
     * Sets the data that they are trained on. Networks of these parameters scale accordingly from their next call on.
     *
     * @throws IllegalArgumentException if the network has another number of features, columns or classes
     */
    public void preprocessing(Preprocessing known) {
        architecture.misfit(model, known).ifPresent(misfit -> {
            throw new IllegalArgumentException(misfit);
        });
        requireFeatures("input", known.input(), architecture.inputFeatures());
        requireFeatures("target", known.target(), architecture.outputFeatures());
        requireFeatures("input", known.inputScalings(), architecture.inputs());
        requireFeatures("target", known.targetScalings(), architecture.targets());
        preprocessing = known;
    }

    private void requireFeatures(String what, Map<String, Scaling> scalings, List<Architecture.Port> ports) {
        scalings.forEach((name, scaling) -> requireFeatures(
                what + " " + WeightsException.quote(name),
                scaling,
                ports.stream()
                        .filter(port -> port.name().equals(name))
                        .mapToInt(Architecture.Port::features)
                        .sum()));
    }

    private void requireFeatures(String what, Scaling scaling, int features) {
        boolean fits = scaling.isNone() || features > 0 && (scaling.features() == 1 || scaling.features() == features);
        if (architecture.isKnown() && !fits) {
            throw new IllegalArgumentException("the " + what + " of " + model + " has " + features
                    + " features, but the scaling is for " + scaling.features());
        }
    }

    /** The flat array; not a copy. */
    public float[] values() {
        return values;
    }

    /** The parameters in the model's order. */
    public List<TensorView> views() {
        return List.copyOf(views.values());
    }

    /**
     * The length of the part of the flat array that an optimizer changes, padding included. Gradients and moments have this length;
     * untrained parameters lie behind it.
     */
    public int trainedFloats() {
        return trainedFloats;
    }

    private TensorView[] trained() {
        return views.values().stream().filter(TensorView::isTrained).toArray(TensorView[]::new);
    }

    /** The view of the parameter with this name. */
    public TensorView view(String name) {
        TensorView view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException(
                    model + " has no parameter " + name + "; it has " + String.join(", ", views.keySet()));
        }
        return view;
    }

    /** A copy of one parameter, in row-major order of its shape. */
    public float[] get(String name) {
        TensorView view = view(name);
        float[] dense = new float[view.size()];
        view.copyOut(values, dense);
        return dense;
    }

    /**
     * Replaces one parameter, given in row-major order of its shape. As with {@link #read(Path)}, networks that predict meanwhile see some of
     * the old numbers and some of the new.
     *
     * @throws IllegalArgumentException if there is no such parameter, or it has another number of elements
     */
    public void set(String name, float[] dense) {
        view(name).copyIn(dense, values);
    }

    /** Gives every parameter its initial values, by the rules of the views. */
    public void initialize(long seed) {
        for (TensorView view : views.values()) {
            view.copyIn(view.initializer().values(view.name(), view.shape(), view.size(), seed), values);
        }
    }

    /**
     * Replaces all parameters by those of a safetensors file, which must hold exactly them, in a floating-point type. Only a count, such as
     * {@code num_batches_tracked}, is a whole number, and may be missing. The file may be in any file system. {@link #preprocessing()} is then that of the file, or {@link Preprocessing#NONE} if the file has none, as files of
     * other programs. A file that {@link TrainingState#write(Path, Parameters)} has written is one too: the parameters after its last step are
     * read, not the best ones.
     *
     * <p>Networks that predict with these parameters meanwhile see some of the old and some of the new ones: their answers belong to
     * neither. To replace the weights of a running service, read into other parameters and give them to {@link NetworkPool#swap}.
     *
     * @throws WeightsException saying everything that is wrong with the file, other layers than those of this network included ({@link
     *     WeightsSource#ignoringLayers()} takes such weights); then nothing has changed
     */
    public void read(Path file) {
        read(WeightsSource.of(file));
    }

    /** As {@link #read(Path)}, from a stream, which is read to its end and not closed. */
    public void read(InputStream in) {
        read(WeightsSource.of(in));
    }

    /** As {@link #read(Path)}, from the bytes of a file. */
    public void read(byte[] bytes) {
        read(WeightsSource.of(bytes));
    }

    /**
     * As {@link #read(Path)}, from the class path, as a service that brings its weights in its jar does.
     *
     * @param near a class whose class loader finds the resource
     * @param name as {@link Class#getResourceAsStream} has it: relative to the package of the class, or with a leading {@code /}
     */
    public void readResource(Class<?> near, String name) {
        read(WeightsSource.ofResource(near, name));
    }

    /** As {@link #read(Path)}, from anywhere. */
    public void read(WeightsSource source) {
        ExpectedTensors expected = new ExpectedTensors(model, architecture);
        expect(expected, "");
        expected.takeStates();
        take(expected.read(source));
    }

    /**
     * Writes all parameters as F32, counts as I64, to a safetensors file, replacing it as a whole or, on failure, not at all.
     *
     * @throws WeightsException if that fails, or a parameter is not finite and so could not be read back
     */
    public void write(Path file) {
        write(file, Map.of());
    }

    /** As {@link #write(Path)}, with notes beside the parameters, which {@link Safetensors#metadata} reads. */
    public void write(Path file, Map<String, String> notes) {
        SafetensorsWriter.write(file, metadata(notes), finite(file.toString()));
    }

    /** As {@link #write(Path)}, to a stream, which is flushed and not closed. */
    public void write(OutputStream out) {
        write(out, Map.of());
    }

    /** As {@link #write(Path, Map)}, to a stream, which is flushed and not closed. */
    public void write(OutputStream out, Map<String, String> notes) {
        SafetensorsWriter.write(out, metadata(notes), finite(SafetensorsWriter.STREAM));
    }

    private Collection<Tensor> finite(String target) {
        Collection<Tensor> tensors = tensors();
        ExpectedTensors.requireFinite(target, tensors);
        return tensors;
    }

    /** The metadata of a file of parameters, with notes beside it. */
    Map<String, String> metadata(Map<String, String> notes) {
        Map<String, String> all = new LinkedHashMap<>(notes);
        all.putAll(metadata());
        return all;
    }

    /** The metadata of a file of parameters: the model and its layers, and the names of the columns that they were trained on. */
    Map<String, String> metadata() {
        return WeightsNotes.metadata(model, architecture, preprocessing);
    }

    /** Expects all parameters under their names, after a prefix. */
    void expect(ExpectedTensors expected, String prefix) {
        for (TensorView view : views.values()) {
            if (view.isWhole()) {
                expected.addOptional(prefix + view.name(), view.shape(), true);
            } else {
                expected.add(prefix + view.name(), view.shape(), false);
            }
        }
    }

    /** Takes over the parameters of a file, and its preprocessing. */
    void take(ExpectedTensors.Found found) {
        take(found, "");
        preprocessing = found.preprocessing();
    }

    /** Replaces all parameters by tensors under their names, after a prefix. */
    void take(ExpectedTensors.Found tensors, String prefix) {
        for (TensorView view : views.values()) {
            view.copyIn(elements(view, tensors, prefix + view.name()), values);
        }
    }

    /** The numbers of a tensor of a file; zeros if the file has no such tensor, which only whole numbers may lack. */
    private static float[] elements(TensorView view, ExpectedTensors.Found tensors, String name) {
        if (!view.isWhole()) {
            return tensors.get(name).floats();
        }
        float[] numbers = new float[view.size()];
        if (tensors.tensors().containsKey(name)) {
            long[] counts = tensors.get(name).longs();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = counts[i];
            }
        }
        return numbers;
    }

    /** Copies of all parameters, and the scalings. */
    List<Tensor> tensors() {
        List<Tensor> tensors = tensors("");
        tensors.addAll(WeightsNotes.tensors(preprocessing));
        return tensors;
    }

    /** Copies of all parameters under their names, after a prefix, as a file holds them: counts are whole numbers. */
    public List<Tensor> tensors(String prefix) {
        List<Tensor> tensors = new ArrayList<>();
        views.values().forEach(view -> tensors.add(tensor(prefix, view)));
        return tensors;
    }

    private Tensor tensor(String prefix, TensorView view) {
        float[] elements = get(view.name());
        if (!view.isWhole()) {
            return Tensor.ofFloats(prefix + view.name(), view.shape(), elements);
        }
        long[] numbers = new long[elements.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (long) elements[i];
        }
        return Tensor.ofLongs(prefix + view.name(), view.shape(), numbers);
    }

    /** Zeros with the layout of the trained parameters, for gradients. */
    public Parameters zeros() {
        return overTrained(new float[trainedFloats]);
    }

    /** Requires that networks of these parameters can read the other ones. */
    void requireSameModel(Parameters other) {
        boolean same = model.equals(other.model)
                && architecture.equals(other.architecture)
                && values.length == other.values.length
                && views.size() == other.views.size()
                && views.values().stream()
                        .allMatch(view ->
                                other.views.containsKey(view.name()) && view.hasLayoutOf(other.view(view.name())));
        if (!same) {
            throw new IllegalArgumentException("these are parameters of " + other + ", but those of " + this
                    + " are needed, from newParameters of the same class"
                    + architecture
                            .difference(other.architecture.layers())
                            .map(layer -> ": layer " + layer.number() + " is " + layer.other() + ", not " + layer.own())
                            .orElse(""));
        }
        List<String> columns = preprocessing.columns();
        List<String> others = other.preprocessing.columns();
        if (!columns.isEmpty() && !others.isEmpty() && !columns.equals(others)) {
            throw new IllegalArgumentException("these parameters of " + model + " were trained on the columns "
                    + plain(others) + ", but those before on " + plain(columns)
                    + ": callers would hand in numbers that mean something else");
        }
    }

    /** Names from a file, made safe to print. */
    private static String plain(List<String> names) {
        return String.join(", ", names.stream().map(WeightsException::plain).toList());
    }

    /** A flat array of the same layout, such as a copy of all parameters, seen as parameters; the array is not copied. */
    Parameters over(float[] flat) {
        return over(flat, values.length, views.values().toArray(new TensorView[0]));
    }

    /** As {@link #over}, of an array with the layout of the trained parameters alone, such as an optimiser's moments. */
    Parameters overTrained(float[] flat) {
        return over(flat, trainedFloats, trained());
    }

    private Parameters over(float[] flat, int length, TensorView... seen) {
        if (flat.length != length) {
            throw new IllegalArgumentException(
                    flat.length + " floats cannot have the layout of the " + length + " of " + model);
        }
        return new Parameters(model, architecture, flat, seen);
    }

    @Override
    public String toString() {
        return model + " with " + values.length + " floats in " + views.size() + " tensors";
    }
}
