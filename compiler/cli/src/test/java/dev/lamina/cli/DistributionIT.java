package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What others get: the zip of the command, its libraries and their licences, and jars that say nothing of who built them when and where. */
final class DistributionIT {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path LIBRARIES = Path.of("target", "lamina", "lib");
    private static final Path CHECKSUMS =
            ROOT.resolve(".mvn").resolve("checksums").resolve("checksums.sha256");

    /** Sees the paths of this machine in class files and texts. */
    private static final String FOLDER = ROOT.toString();

    private static Path zip() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("lamina-[\\d.]+.*\\.zip"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Path> libraries() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            return jars.sorted().toList();
        }
    }

    private static List<Path> foreign() throws IOException {
        return libraries().stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("lamina-"))
                .toList();
    }

    /** The name of a jar without its version. */
    private static String artifact(Path jar) {
        return jar.getFileName().toString().replaceFirst("-\\d.*", "");
    }

    @Test
    void theZipHasTheCommandForAllSystemsItsLibrariesAndTheLicences() throws IOException {
        List<String> names = new ArrayList<>();
        String folder = zip().getFileName().toString().replaceFirst("\\.zip$", "/");
        try (ZipFile zip = new ZipFile(zip().toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                assertTrue(entry.getName().startsWith(folder), entry::getName);
                if (!entry.isDirectory()) {
                    names.add(entry.getName().substring(folder.length()));
                }
            }
        }
        List<String> expected =
                new ArrayList<>(List.of("LICENSE", "NOTICE", "README.md", "bin/lamina", "bin/lamina.bat"));
        expected.addAll(List.of("licenses/fastcsv.txt", "licenses/jline.txt"));
        libraries().forEach(jar -> expected.add("lib/" + jar.getFileName()));
        Collections.sort(expected);
        Collections.sort(names);
        assertEquals(expected, names);
    }

    @Test
    void theNoticeNamesEachLibraryWithALicenceThatIsThere() throws IOException {
        Matcher line = Pattern.compile("(?m)^([\\w.-]+), https://.*: (\\S+)$")
                .matcher(Files.readString(Path.of("target", "lamina", "NOTICE")));
        List<String> noted = new ArrayList<>();
        while (line.find()) {
            noted.add(line.group(1));
            Path licence = Path.of("target", "lamina").resolve(line.group(2));
            assertTrue(Files.size(licence) > 1000, licence::toString);
        }
        assertEquals(foreign().stream().map(DistributionIT::artifact).toList(), noted);
    }

    /** Maven 3.9 compares all that it downloads with this list; older ones cannot. */
    @Test
    void eachLibraryIsTheOneWhoseHashIsKept() throws IOException {
        requireKept(foreign());
    }

    /** A library of the tests that is not in the list fails the release too, which resolves it. */
    @Test
    void eachLibraryOfTheseTestsIsTheOneWhoseHashIsKept() throws IOException {
        List<Path> jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .filter(jar -> !jar.getFileName().toString().matches("(lamina|surefire).*"))
                .toList();
        assertTrue(jars.stream().anyMatch(jar -> artifact(jar).equals("junit-jupiter-api")), jars::toString);
        requireKept(jars);
    }

    private static void requireKept(List<Path> jars) throws IOException {
        Map<String, String> kept = new HashMap<>();
        for (String line : Files.readAllLines(CHECKSUMS)) {
            String[] parts = line.split("\\s+\\*?", 2);
            kept.put(parts[1].substring(parts[1].lastIndexOf('/') + 1), parts[0]);
        }
        for (Path jar : jars) {
            assertEquals(kept.get(jar.getFileName().toString()), sha256(jar), () -> jar + " in " + CHECKSUMS);
        }
    }

    /** A plugin that is not in the list fails the release, and no other build: Maven 3.8 does not compare. */
    @Test
    void eachPluginThatEveryModuleRunsIsOneWhoseHashIsKept() throws Exception {
        String kept = Files.readString(CHECKSUMS);
        Document build = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve("pom.xml").toFile());
        XPath path = XPathFactory.newInstance().newXPath();
        NodeList plugins = (NodeList) path.evaluate("/project/build/plugins/plugin", build, XPathConstants.NODESET);
        assertTrue(plugins.getLength() > 2, () -> plugins.getLength() + " plugins");
        for (int i = 0; i < plugins.getLength(); i++) {
            String group = path.evaluate("groupId", plugins.item(i)).replace('.', '/');
            String name = path.evaluate("artifactId", plugins.item(i));
            String version = path.evaluate("version", plugins.item(i));
            String file = (group.isEmpty() ? "org/apache/maven/plugins" : group) + "/" + name + "/"
                    + (version.isEmpty() ? "" : version + "/" + name + "-" + version + ".jar");
            assertTrue(kept.contains("  " + file), () -> file + " is not in " + CHECKSUMS + ": .ci/release record");
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Two builds differ in these; {@code .ci/release} builds twice and compares the bytes. */
    @Test
    void nothingInTheJarsAndTheZipTellsWhenOrWhereTheyWereBuilt() throws IOException {
        LocalDateTime stated = stated();
        List<Path> files = new ArrayList<>(libraries());
        files.removeAll(foreign());
        assertEquals(3, files.size(), files::toString);
        files.add(zip());
        for (Path file : files) {
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    String name = file + " " + entry.getName();
                    assertFalse(entry.getTimeLocal().isAfter(stated), () -> name + " is of " + entry.getTimeLocal());
                    String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
                    assertFalse(text.contains(FOLDER), () -> name + " names the folder of this build");
                    assertFalse(
                            name.endsWith("MANIFEST.MF")
                                    && text.matches("(?s).*(Built-By|Bnd-LastModified|Build-Time).*"),
                            () -> name + " says who built it, or when:\n" + text);
                }
            }
        }
    }

    /** The time that all files in jars have. */
    private static LocalDateTime stated() throws IOException {
        Matcher time = Pattern.compile("<project.build.outputTimestamp>(.*?)Z<")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertTrue(time.find());
        return LocalDateTime.parse(time.group(1));
    }
}
