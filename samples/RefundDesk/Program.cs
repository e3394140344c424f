using RefundDesk;

CommandLine options = CommandLine.Parse(args);
if (options.Error is { } error)
    return CommandLine.Refuse(error);
if (options.Help)
    return CommandLine.Explain();
Func<string, string?> variable = options.Offline ? _ => null : Environment.GetEnvironmentVariable;
if (DeskModels.Choose(variable, options.Model, out string? problem) is not { } models)
    return CommandLine.Refuse(problem!);
TextReader? terminal = Console.IsInputRedirected ? null : Console.In;
bool isDemonstration = options is { Request: null, Command: null } && terminal is null && options.Data is null;
using DeskFolder folder = isDemonstration ? DeskFolder.Temporary() : DeskFolder.At(options.Data ?? DeskFolder.Default);
return await new DeskSession(options, models, DeskConsole.Create(), terminal, folder: folder).RunAsync();
