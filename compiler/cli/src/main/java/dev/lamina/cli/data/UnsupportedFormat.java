package dev.lamina.cli.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** File formats that are not supported: how to recognise them by their first bytes, and how to convert them. */
enum UnsupportedFormat {
    PARQUET("a Parquet file", Conversions.PANDAS.formatted("read_parquet"), "PAR1"),
    ARROW("an Arrow file, also called Feather", Conversions.PANDAS.formatted("read_feather"), "ARROW1", "FEA1"),
    ORC("an ORC file", Conversions.PANDAS.formatted("read_orc"), "ORC"),
    AVRO("an Avro file", Conversions.DUCKDB.formatted("read_avro"), "Obj\u0001"),
    NPY("a NumPy array", Conversions.NUMPY, "\u0093NUMPY"),
    HDF5(
            "an HDF5 file",
            "python3 -c \"import h5py; from safetensors.numpy import save_file; f = h5py.File('FILE');"
                    + " save_file({'INPUT': f['X'][:], 'ANSWER': f['y'][:]}, 'data.safetensors')\"",
            "\u0089HDF"),
    SQLITE("an SQLite database", "sqlite3 -header -csv FILE 'SELECT * FROM table' > data.csv", "SQLite format 3"),
    MATLAB(
            "a MATLAB file",
            "python3 -c \"import scipy.io as s; from safetensors.numpy import save_file; f = s.loadmat('FILE');"
                    + " save_file({'INPUT': f['X'], 'ANSWER': f['y']}, 'data.safetensors')\"",
            "MATLAB 5.0"),
    OLD_EXCEL("an Excel file", Conversions.EXCEL, "\u00D0\u00CF\u0011\u00E0"),
    PNG("a PNG image", Conversions.IMAGES, "\u0089PNG"),
    JPEG("a JPEG image", Conversions.IMAGES, "\u00FF\u00D8\u00FF"),
    GIF("a GIF image", Conversions.IMAGES, "GIF8"),
    PICKLE(
            "a Python pickle",
            "python3 -c \"import pandas as pd; pd.read_pickle('FILE').to_csv('data.csv', index=False)\","
                    + " if it holds a table",
            "\u0080\u0002",
            "\u0080\u0003",
            "\u0080\u0004",
            "\u0080\u0005"),
    BZIP2("compressed by bzip2; gzip is read", "bunzip2 FILE", "BZh"),
    XZ("compressed by xz; gzip is read", "unxz FILE", "\u00FD7zXZ"),
    ZSTD("compressed by Zstandard; gzip is read", "unzstd FILE", "(\u00B5/\u00FD"),
    UTF16("text in UTF-16", "iconv -f UTF-16 -t UTF-8 FILE > data.csv", "\u00FF\u00FE", "\u00FE\u00FF"),
    HTML("a web page, not what it links to", "download the file itself", "<!DOCTYPE", "<!doctype", "<html"),
    PDF("a PDF document", "save the table in it as CSV", "%PDF"),
    XLSX("an Excel file", Conversions.EXCEL),
    NPZ(
            "an archive of NumPy arrays",
            "python3 -c \"import numpy as np; from safetensors.numpy import save_file; f = np.load('FILE');"
                    + " save_file({'INPUT': f['x'], 'ANSWER': f['y']}, 'data.safetensors')\""),
    PYTORCH(
            "a file of PyTorch",
            "python3 -c \"import torch; from safetensors.torch import save_file; f = torch.load('FILE');"
                    + " save_file({'INPUT': f['x'], 'ANSWER': f['y']}, 'data.safetensors')\""),
    ZIP("a zip archive; gzip is read", "unzip FILE"),
    JSON_LINES(
            "JSON lines",
            "python3 -c \"import pandas as pd; pd.read_json('FILE', lines=True)"
                    + ".to_csv('data.csv', index=False)\""),
    JSON("JSON", Conversions.PANDAS.formatted("read_json")),
    IMAGE_FOLDER("a folder of images", Conversions.IMAGES),
    TABLE_FOLDER("a folder of files", "give one of them, or join them first");

    /** The number of bytes that suffice to recognise one. */
    static final int START = 512;

    private final String description;
    private final String advice;

    @SuppressWarnings("ImmutableEnumChecker") // it is made by List.of
    private final List<String> starts;

    UnsupportedFormat(String description, String advice, String... starts) {
        this.description = description;
        this.advice = advice;
        this.starts = List.of(starts);
    }

    /** The unsupported format of a file that begins with these bytes; empty if it is none of them. */
    static Optional<UnsupportedFormat> of(byte[] start) {
        String bytes = new String(start, StandardCharsets.ISO_8859_1); // a character for each byte
        if (bytes.startsWith("PK\u0003\u0004")) {
            return Optional.of(archive(bytes));
        }
        String text = bytes.stripLeading();
        if (text.startsWith("{")) {
            return Optional.of(
                    text.lines().count() > 1
                                    && text.lines()
                                            .findFirst()
                                            .orElseThrow()
                                            .strip()
                                            .endsWith("}")
                            ? JSON_LINES
                            : JSON);
        }
        if (text.startsWith("[{") || text.startsWith("[[") || text.strip().equals("[") || text.startsWith("[\n")) {
            return Optional.of(JSON);
        }
        boolean binary = bytes.chars().anyMatch(c -> c < ' ' && "\t\n\f\r".indexOf(c) < 0);
        return Stream.of(values())
                .filter(format -> binary || format.isText())
                .filter(format -> format.starts.stream().anyMatch(bytes::startsWith))
                .findFirst();
    }

    /** Whether a model of characters could learn from such a file. */
    boolean isText() {
        return this == JSON || this == JSON_LINES || this == HTML;
    }

    /** The format of a zip archive, by its first entry. */
    private static UnsupportedFormat archive(String bytes) {
        if (bytes.contains("[Content_Types].xml") || bytes.contains("xl/") || bytes.contains("_rels/")) {
            return XLSX;
        }
        if (bytes.contains("data.pkl") || bytes.contains("/byteorder")) {
            return PYTORCH;
        }
        return bytes.contains(".npy") ? NPZ : ZIP;
    }

    /** What a folder holds. */
    static UnsupportedFormat ofFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, 3)) {
            boolean images =
                    files.limit(1000).anyMatch(file -> file.toString().matches("(?i).*\\.(png|jpe?g|gif|bmp)"));
            return images ? IMAGE_FOLDER : TABLE_FOLDER;
        } catch (UncheckedIOException unreadable) {
            return TABLE_FOLDER;
        }
    }

    /** The error that a file has this format. */
    DataException refusal(String file, SampleSpec expected) {
        return new DataException(
                file,
                "it is " + description + "; CSV, IDX and safetensors are read\n  to convert it: "
                        + advice.replace("FILE", file)
                                .replace("INPUT", expected.input())
                                .replace(
                                        "ANSWER",
                                        SampleSpec.beside(
                                                expected.wantsLabels() ? "labels" : "target", expected.input())));
    }

    /** Advice that several formats share. */
    private static final class Conversions {
        static final String PANDAS =
                "python3 -c \"import pandas as pd; pd.%s('FILE').to_csv('data.csv', index=False)\"";
        static final String DUCKDB = "duckdb -c \"INSTALL avro; LOAD avro; COPY (FROM %s('FILE')) TO 'data.csv'\"";
        static final String EXCEL = "save its sheet as CSV, or " + PANDAS.formatted("read_excel");
        static final String NUMPY = "python3 -c \"import numpy as np; np.savetxt('data.csv', np.load('FILE'),"
                + " delimiter=',', fmt='%.9g')\", rows that end with the label or target";
        static final String IMAGES =
                "images to learn from stand in a folder for each class: --data is the folder of these folders";

        private Conversions() {}
    }
}
