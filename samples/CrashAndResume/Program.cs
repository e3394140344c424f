using CrashAndResume;

// Without arguments: the story. With "worker": one process of it, started by the story.
return args is ["worker", var folder, var tool, var fate]
    ? await Worker.RunAsync(folder, Enum.Parse<RefundTool>(tool), dies: fate == "dies")
    : await Story.TellAsync();
