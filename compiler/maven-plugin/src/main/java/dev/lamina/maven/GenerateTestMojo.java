package dev.lamina.maven;

import java.io.File;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.build.BuildContext;

/** Generates a Java class for each model in the model files of the tests. */
@Mojo(
        name = "generate-test",
        defaultPhase = LifecyclePhase.GENERATE_TEST_SOURCES,
        requiresDependencyCollection = ResolutionScope.TEST,
        threadSafe = true)
public final class GenerateTestMojo extends GenerateGoal {
    /** The folder with model files; a folder in it is a package. */
    @Parameter(property = "lamina.testSourceDirectory", defaultValue = "${project.basedir}/src/test/lamina")
    private File testSourceDirectory;

    /** Where generated Java goes. */
    @Parameter(defaultValue = "${project.build.directory}/generated-test-sources/lamina")
    private File testOutputDirectory;

    @Inject
    public GenerateTestMojo(BuildContext context) {
        super(context);
    }

    @Override
    File models() {
        return testSourceDirectory;
    }

    @Override
    File sources() {
        return testOutputDirectory;
    }

    @Override
    String classes(MavenProject project) {
        return project.getBuild().getTestOutputDirectory();
    }

    @Override
    void addSourceRoot(MavenProject project, String folder) {
        project.addTestCompileSourceRoot(folder);
    }

    @Override
    String goal() {
        return "generate-test";
    }
}
