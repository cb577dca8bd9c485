package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Samples in a folder of images: its folders are the classes, in the order of their names. */
final class ImageFolder {

    /** So many images are decoded at a time, on all processors. */
    private static final int BLOCK = 64;

    /** What the folders of a data set are called that has been divided. */
    private static final Pattern PART = Pattern.compile("(?i)train(ing)?|test(ing)?|val(id(ation)?)?|dev|holdout");

    private final Path folder;
    private final SampleSpec expected;

    ImageFolder(Path folder, SampleSpec expected) {
        this.folder = folder;
        this.expected = expected;
    }

    /** Whether there are images in a folder, or in its folders. */
    static boolean is(Path folder) throws IOException {
        return Files.isDirectory(folder) && UnsupportedFormat.ofFolder(folder) == UnsupportedFormat.IMAGE_FOLDER;
    }

    LoadedSamples read(Preprocessing trained, DataSource source, ReadingView view) throws IOException {
        requireImages(folder.toString(), expected);
        if (!expected.wantsLabels() || expected.labels() != 1) {
            throw new DataException(
                    folder.toString(),
                    "a folder of images has a label for each, the folder that it is in, but " + expected.model()
                            + " learns something else");
        }
        LabelNames labels = new LabelNames(folder.toString(), expected, trained.labels(), source.learnt());
        SampleBuffer samples = new SampleBuffer(expected, source.memory());
        List<Path> files = images(folder);
        requireClasses(files);
        for (int from = 0; from < files.size(); from += BLOCK) {
            List<Path> block = files.subList(from, Math.min(files.size(), from + BLOCK));
            List<Decoded> images = decoded(block, expected.image());
            for (int i = 0; i < block.size(); i++) {
                images.get(i).problem().ifPresent(problem -> {
                    throw problem;
                });
                add(samples, images.get(i).pixels(), label(labels, block.get(i)));
            }
            view.read(from + block.size(), files.size());
        }
        Samples all = samples.samples(folder.toString());
        samples.relabel(0, 1, labels.classes());
        return new LoadedSamples(all, Preprocessing.NONE.withLabels(labels.names()), labels.notes());
    }

    /** Throws if the folders are parts of the data, with folders of classes in each: their names would be learnt. */
    private void requireClasses(List<Path> files) {
        List<String> parts = files.stream()
                .map(folder::relativize)
                .map(file -> file.getNameCount() < 3 ? "" : file.getName(0).toString())
                .distinct()
                .sorted()
                .toList();
        if (!parts.isEmpty()
                && parts.stream().allMatch(part -> PART.matcher(part).matches())) {
            String learnt = parts.stream()
                    .filter(part -> part.matches("(?i)train.*"))
                    .findFirst()
                    .orElse(parts.get(0));
            String held = parts.stream()
                    .filter(part -> !part.equals(learnt))
                    .map(part -> " --test-data " + folder.resolve(part))
                    .findFirst()
                    .orElse("");
            throw new DataException(
                    folder.toString(),
                    "its folders are " + String.join(", ", parts) + ", which are parts of the data and not classes"
                            + "\n  give --data " + folder.resolve(learnt) + held);
        }
    }

    private void add(SampleBuffer samples, float[] pixels, int label) {
        samples.open(folder.toString());
        for (int i = 0; i < pixels.length; i++) {
            samples.input(i, pixels[i]);
        }
        samples.label(0, label);
        samples.close();
    }

    private int label(LabelNames labels, Path file) {
        Path relative = folder.relativize(file);
        if (relative.getNameCount() < 2) {
            throw new DataException(
                    file.toString(), "an image to learn from stands in a folder that has the name of its class");
        }
        String name = relative.getName(0).toString();
        int known = labels.find(name);
        return known < 0 ? labels.add(name, file.toString()) : known;
    }

    /** Requires a model that takes one image. */
    static void requireImages(String file, SampleSpec expected) {
        if (expected.ports().isPresent() || expected.image().isEmpty()) {
            throw new DataException(
                    file, "it holds images, but the input of " + expected.model() + " is not one image");
        }
    }

    /** The images in a folder and in its folders, in the order of their names, which is the same on every system. */
    static List<Path> images(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = new ArrayList<>(
                    all.filter(ImageFile::is).filter(Files::isRegularFile).toList());
            files.sort((a, b) -> folder.relativize(a)
                    .toString()
                    .compareTo(folder.relativize(b).toString()));
            return files;
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    /**
     * What became of an image.
     *
     * @param pixels its numbers; none if there is a problem
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Decoded(float[] pixels, Optional<DataException> problem) {}

    /** Decodes images on all processors. */
    static List<Decoded> decoded(List<Path> files, List<Integer> shape) throws IOException {
        try {
            return files.parallelStream().map(file -> decoded(file, shape)).toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static Decoded decoded(Path file, List<Integer> shape) {
        try {
            return new Decoded(new ImageFile(file).read(shape), Optional.empty());
        } catch (DataException problem) {
            return new Decoded(new float[0], Optional.of(problem));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
