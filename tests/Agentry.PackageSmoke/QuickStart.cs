namespace Agentry.Tests;

/// <summary>The README's quick start as a program: its first block, with the model and the method that a reader would have.</summary>
internal static class QuickStart
{
    public const string Answer = "I refunded 20 for order 1042.";

    /// <summary>What a reader would add; the schema validator comes with Core.</summary>
    private static readonly string[] Packages =
        ["Agentry.Core", "Agentry.Guardrails", "Agentry.Observability", "Agentry.Resilience", "Agentry.Sqlite", "Agentry.Testing"];

    public static void Write(string app, string packages, string version)
    {
        Snippet block = Snippet.All().First(s => s.Page == "README.md");
        string[] lines = block.Code.Split('\n');
        string usings = string.Join('\n', lines.Where(l => l.StartsWith("using ", StringComparison.Ordinal) && l.EndsWith(';') && !l.Contains('=', StringComparison.Ordinal)));
        string statements = block.Code[(block.Code.IndexOf(usings, StringComparison.Ordinal) + usings.Length)..];
        File.WriteAllText(Path.Combine(app, "Program.cs"), $$""""
            {{usings}}
            using Agentry.Testing;

            IChatClient model = new ScriptedChatClient(
                ModelReply.Call("refund_order", """{"orderId":1042,"amount":20}"""),
                ModelReply.Text("{{Answer}}"));
            {{statements}}

            static string RefundOrder(int orderId, decimal amount) => $"refunded {amount} for {orderId}";
            """");
        File.WriteAllText(Path.Combine(app, "app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>../cache</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.14" />
                {string.Join('\n', Packages.Select(name => $"""<PackageReference Include="{name}" Version="{version}" />"""))}
              </ItemGroup>
            </Project>
            """);

        // The machine's own sources stay; the packages just made come beside them.
        File.WriteAllText(Path.Combine(app, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="smoke" value="{packages}" />
              </packageSources>
            </configuration>
            """);
    }
}
