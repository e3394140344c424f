using Agentry.Tests;

// Packs everything, builds a fresh console app outside the tree against the packages alone, and runs the README's quick start in it.
string folder = Directory.CreateTempSubdirectory("agentry-smoke-").FullName;
try
{
    var version = $"0.0.1-smoke.{Environment.ProcessId}";
    string packages = Path.Combine(folder, "packages");
    await Dotnet.RunAsync(RepositoryRoot.Path, "pack", "-c", "Release", "-o", packages, $"-p:Version={version}", "--nologo", "-v:q");
    string app = Directory.CreateDirectory(Path.Combine(folder, "app")).FullName;
    QuickStart.Write(app, packages, version);
    string output = await Dotnet.RunAsync(app, "run");
    Console.WriteLine(output);
    if (!output.Contains(QuickStart.Answer, StringComparison.Ordinal))
        throw new InvalidOperationException($"The quick start did not print the answer '{QuickStart.Answer}'.");
    Console.WriteLine("package smoke: ok");
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
