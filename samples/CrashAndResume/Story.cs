using System.Diagnostics;

namespace CrashAndResume;

/// <summary>Lets a process die in the middle of a refund and another one go on, once for each promise of the tool.</summary>
internal static class Story
{
    public static async Task<int> TellAsync()
    {
        int failures = 0;
        failures += await SceneAsync(RefundTool.Keyed, "a keyed tool: it runs again under its key, and the bank knows it");
        failures += await SceneAsync(RefundTool.Probed, "not idempotent, with a probe: the bank is asked, the tool does not run again");
        failures += await SceneAsync(RefundTool.Blind, "not idempotent, nobody can be asked by a program: the run waits for a person");
        Console.WriteLine(failures == 0 ? "Every refund was paid once." : $"{failures} scenes went wrong.");
        return failures;
    }

    private static async Task<int> SceneAsync(RefundTool tool, string title)
    {
        Console.WriteLine($"== {title}");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("crash-and-resume-");
        try
        {
            int killed = await WorkerAsync(folder, tool, "dies");
            var bank = new Bank(folder.FullName);
            Console.WriteLine($"  process 1 was killed after the bank had paid (exit code {killed}); payments: {bank.Payments.Count}");
            int ended = await WorkerAsync(folder, tool, "lives");
            Console.WriteLine($"  payments in the bank's books: {bank.Payments.Count}");
            Console.WriteLine();
            return killed != 0 && ended == 0 && bank.Payments.Count == 1 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> WorkerAsync(DirectoryInfo folder, RefundTool tool, string fate)
    {
        using Process process = Process.Start(Environment.ProcessPath!, ["worker", folder.FullName, tool.ToString(), fate]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
