using Agentry.Tests;

// Packs everything twice, from two folders, looks into the packages, and runs the README's quick start against them in a fresh console app.
string folder = Directory.CreateTempSubdirectory("agentry-smoke-").FullName;
try
{
    var version = $"0.0.1-smoke.{Environment.ProcessId}";
    PackedTree first = await PackedTree.PackAsync(Path.Combine(folder, "one"), version);
    PackedTree second = await PackedTree.PackAsync(Path.Combine(folder, "another-place"), version);
    string[] problems = [.. PackageRules.Problems(first), .. PackageRules.Differences(first, second)];
    if (problems.Length > 0)
        throw new InvalidOperationException($"The packages are not as they should be:\n{string.Join('\n', problems)}");
    Console.WriteLine($"{first.Packages.Count} packages: metadata, dependencies, documentation, symbols and sources are there; the second pack gave the same bytes");

    string app = Directory.CreateDirectory(Path.Combine(folder, "app")).FullName;
    QuickStart.Write(app, first.Folder, version);
    string output = await Command.RunAsync("dotnet", app, "run");
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
