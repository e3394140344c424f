using Spectre.Console;

namespace RefundDesk;

/// <summary>The console: as it is on a terminal; plain text without colours or folding where nobody looks at one.</summary>
internal static class DeskConsole
{
    private const int NeverFolded = 10_000;

    public static IAnsiConsole Create() => Console.IsOutputRedirected ? Plain(Console.Out) : AnsiConsole.Console;

    public static IAnsiConsole Plain(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = NeverFolded;
        return console;
    }
}
