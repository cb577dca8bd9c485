package dev.lamina.runtime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises files of other formats that are read as safetensors files, by their first bytes and names, and tells how to convert them. */
final class FileKind {

    private static final String PYTORCH = "python -c \"import torch; from safetensors.torch import save_file;"
            + " save_file({k: v.contiguous() for k, v in torch.load('FILE', map_location='cpu').items()},"
            + " 'w.safetensors')\"";
    private static final String NPZ = "python -c \"import numpy; from safetensors.numpy import save_file;"
            + " save_file(dict(numpy.load('FILE')), 'w.safetensors')\"";
    private static final String NPY = "python -c \"import numpy; from safetensors.numpy import save_file;"
            + " save_file({'fc1.weight': numpy.load('FILE')}, 'w.safetensors')\"";
    private static final String ONNX = "python -c \"import onnx; from onnx.numpy_helper import to_array;"
            + " from safetensors.numpy import save_file;"
            + " save_file({t.name: to_array(t).copy() for t in onnx.load('FILE').graph.initializer},"
            + " 'w.safetensors')\"";
    private static final String KERAS = "python -c \"import keras; from safetensors.numpy import save_file;"
            + " save_file({v.path: v.numpy() for v in keras.saving.load_model('FILE').variables},"
            + " 'w.safetensors')\", then give the tensors PyTorch's names and orientation";

    private static final int LONG = 8;

    private final byte[] first;
    private final String text;
    private final String given;
    private final String name;

    private FileKind(byte[] first, String name) {
        this.first = first;
        this.text = new String(first, StandardCharsets.ISO_8859_1);
        this.given = name;
        this.name = name.toLowerCase(Locale.ROOT);
    }

    /**
     * The message about a file of another format; empty if it may be a safetensors file, or its format is not recognised.
     *
     * @param first the first bytes: some hundred, or the whole file
     * @param name the name of the source
     */
    static Optional<String> problem(byte[] first, String name) {
        FileKind kind = new FileKind(first, name);
        if (kind.mayBeSafetensors()) {
            return Optional.empty();
        }
        return kind.archive()
                .or(kind::ofPython)
                .or(kind::ofOtherFrameworks)
                .or(kind::compressed)
                .or(kind::page)
                .or(kind::plainText)
                .map(what -> "not a safetensors file but " + what.replace("FILE", kind.file()));
    }

    /**
     * The name of the file for a command that can be pasted into a shell; a placeholder if the name has characters that a shell or Python
     * interprets.
     */
    private String file() {
        return given.matches("[\\w./-]+") ? given : "weights";
    }

    /** Whether the file begins with an acceptable header length and the start of a header. */
    private boolean mayBeSafetensors() {
        return first.length > LONG
                && first[LONG] == '{'
                && first[4] == 0
                && first[5] == 0
                && first[6] == 0
                && first[7] == 0;
    }

    private boolean starts(String magic) {
        return text.startsWith(magic);
    }

    private Optional<String> archive() {
        if (!starts("PK\003\004") && !starts("PK\005\006")) {
            return Optional.empty();
        }
        String entry = entry();
        if (entry.endsWith(".npy")) {
            return Optional.of("an archive of NumPy (.npz); this writes one: " + NPZ);
        }
        if (name.endsWith(".keras") || entry.equals("metadata.json") || entry.equals("config.json")) {
            return Optional.of("a model of Keras; this writes one: " + KERAS);
        }
        if (entry.endsWith("/data.pkl") || entry.contains("/.") || name.matches(".*\\.(pt|pth|bin|ckpt|pkl)")) {
            return Optional.of(
                    "a file of PyTorch (a zip with a pickle); this writes one from a state_dict: " + PYTORCH);
        }
        return Optional.of("a zip archive; extract the weights from it first");
    }

    /** The name of the first entry of the archive, as far as the first bytes contain it. */
    private String entry() {
        if (first.length < 30) {
            return "";
        }
        int length = (first[26] & 0xFF) | (first[27] & 0xFF) << 8;
        return text.substring(30, Math.min(text.length(), 30 + length));
    }

    private Optional<String> ofPython() {
        if (starts("\u0093NUMPY")) {
            return Optional.of("an array of NumPy (.npy); this writes one, under the parameter's name: " + NPY);
        }
        boolean pickle = first.length > 1 && (first[0] & 0xFF) == 0x80 && first[1] >= 2 && first[1] <= 5;
        if (pickle) {
            return Optional.of(
                    "a pickle of Python, as older PyTorch saves; this writes one from a state_dict: " + PYTORCH);
        }
        return Optional.empty();
    }

    private Optional<String> ofOtherFrameworks() {
        if (starts("\u0089HDF\r\n\032\n")) {
            return Optional.of("an HDF5 file, as Keras saves; this writes one: " + KERAS);
        }
        if (starts("GGUF")) {
            return Optional.of("a GGUF file of llama.cpp; the weights it was made from are needed, as safetensors");
        }
        if (text.startsWith("TFL3", 4)) {
            return Optional.of("a model of TensorFlow Lite; the weights it was made from are needed, as safetensors");
        }
        if (starts("\u00ac\u00ed\000\005")) {
            return Optional.of("a serialized Java object; Parameters.write writes one");
        }
        // A protocol buffer has no magic number: the version of the format, then the producer, or the graph, or the
        // operators.
        boolean model = first.length > 2
                && first[0] == 8
                && first[1] > 0
                && first[1] < 32
                && "\022\032\042\050\062\072\102".indexOf(first[2]) >= 0;
        if (model || name.endsWith(".onnx")) {
            return Optional.of("an ONNX model; this writes one: " + ONNX);
        }
        return Optional.empty();
    }

    private Optional<String> compressed() {
        if (starts("\037\u008b")) {
            return Optional.of("compressed with gzip; decompress it first: gunzip");
        }
        if (starts("(\u00b5/\u00fd")) {
            return Optional.of("compressed with Zstandard; decompress it first: unzstd");
        }
        if (starts("BZh") || starts("\u00fd7zXZ\000")) {
            return Optional.of("compressed with bzip2 or xz; decompress it first");
        }
        return Optional.empty();
    }

    private Optional<String> page() {
        String start = text.replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "").toLowerCase(Locale.ROOT);
        if (start.startsWith("version https://git-lfs.github.com/spec/")) {
            return Optional.of("a pointer of Git LFS to the file; fetch it first: git lfs pull");
        }
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return Optional.of("a page of HTML, perhaps one that links to the file, or says why it is not there");
        }
        if (start.startsWith("<")) {
            return Optional.of("a text of XML, perhaps one that says why the file is not there");
        }
        if (start.startsWith("{") && start.contains("\"weight_map\"") || name.endsWith(".safetensors.index.json")) {
            return Optional.of("the index of a model in several safetensors files; give one file that has all tensors");
        }
        if (start.startsWith("{") || start.startsWith("[")) {
            return Optional.of("a text of JSON");
        }
        return Optional.empty();
    }

    private Optional<String> plainText() {
        for (byte b : first) {
            if (b >= 0 && b < ' ' && "\t\n\r\f\033".indexOf(b) < 0) {
                return Optional.empty();
            }
        }
        if (first.length == 0) {
            return Optional.of("an empty one");
        }
        CharBuffer characters = CharBuffer.allocate(first.length);
        // The last character may be cut off.
        boolean malformed = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(first), characters, false)
                .isError();
        return malformed ? Optional.empty() : Optional.of("a text");
    }
}
