package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files in formats that are not read are called by their names, with a way to convert them. */
class UnsupportedFormatTest {

    private static final SampleSpec EXPECTED = SampleSpec.labelled("Small", "x", 2, 3, 1);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PAR1\\025\\004           | a Parquet file                          | pd.read_parquet(
            ARROW1\\000\\000         | an Arrow file, also called Feather      | pd.read_feather(
            FEA1\\000                  | an Arrow file, also called Feather      | pd.read_feather(
            ORC\\001                   | an ORC file                             | pd.read_orc(
            Obj\\001                   | an Avro file                            | read_avro(
            \\223NUMPY\\001          | a NumPy array                           | np.load(
            \\211HDF\\015\\012\\032 | an HDF5 file                         | h5py.File(
            \\211PNG\\015\\012\\032 | a PNG image                          | a folder for each class
            \\377\\330\\377\\000  | a JPEG image                            | a folder for each class
            \\200\\004\\225        | a Python pickle                         | pd.read_pickle(
            \\3757zXZ\\000           | compressed by xz; gzip is read          | unxz
            \\377\\376a\\000       | text in UTF-16                          | iconv -f UTF-16
            SQLite format 3\\000       | an SQLite database                      | sqlite3 -header -csv
            {"a": 1}\\012{"a": 2}\\012 | JSON lines                            | lines=True
            [{"a": 1}]                   | JSON                                    | pd.read_json(
            <!DOCTYPE html>              | a web page, not what it links to        | download the file itself
            """)
    void namesAFormatByItsFirstBytesAndSaysHowToConvertIt(String start, String name, String advice) throws IOException {
        Path file = Files.write(folder.resolve("data"), start.translateEscapes().getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, name, advice);
    }

    @ParameterizedTest
    @CsvSource({
        "[Content_Types].xml, an Excel file, pd.read_excel(",
        "arr_0.npy, an archive of NumPy arrays, np.load(",
        "archive/data.pkl, a file of PyTorch, torch.load(",
        "data.csv, a zip archive; gzip is read, unzip"
    })
    void namesWhatAZipArchiveHolds(String entry, String name, String advice) throws IOException {
        Path file = folder.resolve("data.csv");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(1);
        }
        assertRefused(file, name, advice);
    }

    @Test
    void namesAFolderWithoutImages() throws IOException {
        assertRefused(Files.createDirectory(folder.resolve("empty")), "a folder of files", "give one of them");
    }

    @Test
    void takesAFileWithAnotherNameForTensorsIfItBeginsLikeThem() throws IOException {
        Path file = folder.resolve("data.bin");
        try (OutputStream bytes = Files.newOutputStream(file)) {
            bytes.write(new byte[] {20, 0, 0, 0, 0, 0, 0, 0});
            bytes.write("{\"__metadata__\":{}} ".getBytes(StandardCharsets.UTF_8));
        }
        DataException refusal =
                assertThrows(DataException.class, () -> SampleReader.read(DataSource.of(file), EXPECTED));
        assertTrue(String.valueOf(refusal.getMessage()).contains("there is no tensor `x`"), refusal::getMessage);
    }

    @Test
    void readsTablesWhoseNamesBeginLikeAFormat() throws IOException {
        Path file = Files.writeString(folder.resolve("data.csv"), "ORC,GIF8,label\n1,2,0\n");
        assertEquals(1, SampleReader.read(DataSource.of(file), EXPECTED).count());
    }

    @Test
    void leavesTextToModelsOfCharactersButNoBinaries() throws IOException {
        Path json = Files.writeString(folder.resolve("data.json"), "{\"a\": 1}");
        assertTrue(SampleReader.mayBeText(json));
        Path parquet = Files.writeString(folder.resolve("data.parquet"), "PAR1\u0004");
        assertFalse(SampleReader.mayBeText(parquet));
    }

    private static void assertRefused(Path file, String name, String advice) {
        DataException refusal =
                assertThrows(DataException.class, () -> SampleReader.read(DataSource.of(file), EXPECTED));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(
                message.startsWith(file + ": it is " + name + "; CSV, IDX and safetensors are read\n  to convert it: "),
                message);
        assertTrue(message.contains(advice), message);
    }
}
