package dev.lamina.cli.data;

import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads images to predict from a folder and its folders, or one image file; each row is given the name of its file. */
final class ImageRows {

    /** The name of the copied value. */
    private static final String FILE = "file";

    private final InputRequest request;
    private final Path path;

    ImageRows(InputRequest request, Path path) {
        this.request = request;
        this.path = path;
    }

    /** Whether a path is an image or a folder with images. */
    static boolean are(Path path) throws IOException {
        return ImageFolder.is(path) || Files.isRegularFile(path) && ImageFile.is(path);
    }

    void read(BlockSink sink) throws IOException {
        ImageFolder.requireImages(request.file(), request.expected());
        if (!request.keep().isEmpty()) {
            throw new DataException(request.file(), "images have no columns to keep");
        }
        BlockFiller filler = new BlockFiller(request, sink, 1).begin(List.of(FILE));
        List<Path> files = Files.isDirectory(path) ? ImageFolder.images(path) : List.of(path);
        for (int from = 0; from < files.size(); from += BlockFiller.ROWS) {
            read(files.subList(from, Math.min(files.size(), from + BlockFiller.ROWS)), filler);
        }
        filler.flush(true);
    }

    private void read(List<Path> block, BlockFiller filler) throws IOException {
        List<ImageFolder.Decoded> images =
                ImageFolder.decoded(block, request.expected().image());
        for (int i = 0; i < block.size(); i++) {
            if (images.get(i).problem().isPresent()) {
                filler.flush(true); // those before it
                request.bad().add(images.get(i).problem().get());
            } else {
                row(name(block.get(i)), images.get(i).pixels(), filler);
            }
        }
    }

    private static void row(String name, float[] pixels, BlockFiller filler) {
        for (int i = 0; i < pixels.length; i++) {
            filler.block().input(i, pixels[i]);
        }
        filler.block().keep(0, new JsonPrimitive(name));
        filler.close();
    }

    private String name(Path file) {
        return path.equals(file) ? file.toString() : path.relativize(file).toString();
    }
}
