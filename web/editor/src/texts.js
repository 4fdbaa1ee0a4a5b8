/** All words of the editor, and nothing but words: who translates it looks nowhere else. See docs/TRANSLATING.md. */

export const HEADING_1 = "Heading 1";
export const HEADING_2 = "Heading 2";
export const HEADING_3 = "Heading 3";
export const PLAIN_TEXT = "Plain text";
export const LIST = "List";
export const NUMBERED_LIST = "Numbered list";
export const TASK_LIST = "Task list";
export const QUOTE = "Quote";
export const TABLE = "Table";
export const CODE_BLOCK = "Code block";
export const DIVIDER = "Divider";
export const LINK = "Link";
export const MENTION_A_PERSON = "Mention a person";
export const PICTURE = "Picture";
/** The groups of the menu. */
export const BLOCKS = "Blocks";

/** Callouts: what each is called, and what it is for. */
export const NOTE = "Note";
export const ABOUT_NOTE = "Good to know";
export const TIP = "Tip";
export const ABOUT_TIP = "Helps next time";
export const IMPORTANT = "Important";
export const ABOUT_IMPORTANT = "Not to be missed";
export const WARNING = "Warning";
export const ABOUT_WARNING = "Take care";
/** Offered nowhere, but written by others. */
export const CAUTION = "Caution";

/** Other words by which the menu finds something. */
export const ALSO_HEADING_1 = ["title", "h1"];
export const ALSO_HEADING_2 = ["subtitle", "h2"];
export const ALSO_HEADING_3 = ["h3"];
export const ALSO_PLAIN_TEXT = ["paragraph", "normal"];
export const ALSO_LIST = ["bullet", "unordered"];
export const ALSO_NUMBERED_LIST = ["ordered"];
export const ALSO_TASK_LIST = ["todo", "checkbox", "check"];
export const ALSO_QUOTE = ["cite", "blockquote"];
export const ALSO_TABLE = ["grid", "columns"];
export const ALSO_CALLOUT = ["callout", "box", "alert"];
export const ALSO_CODE_BLOCK = ["fence", "snippet", "shell", "log"];
export const ALSO_DIVIDER = ["line", "rule", "separator", "hr"];
export const ALSO_LINK = ["url", "address"];
export const ALSO_MENTION = ["people", "who", "someone"];
export const ALSO_PICTURE = ["image", "photo", "screenshot", "upload", "file"];
export const ALSO_ADD = ["add", "insert"];
export const ALSO_REMOVE = ["remove"];

export const ROW_BELOW = "Row below";
export const COLUMN_TO_THE_RIGHT = "Column to the right";
export const DELETE_ROW = "Delete row";
export const DELETE_COLUMN = "Delete column";

export const SELECTED_TEXT = "Selected text";
export const BOLD = "Bold";
export const ITALIC = "Italic";
export const STRIKE_THROUGH = "Strike through";
export const CODE = "Code";
export const COMMENT = "Comment";
/** A task that is ticked. */
export const DONE = "Done";
/** @param {string} words */
export const suggested = (words) => `Suggested: ${words}`;

export const WAITING_FOR_THE_PICTURE_BEFORE = "Waiting for the picture before it";
export const ADDING_THE_PICTURE = "Adding the picture";
export const WAITING_FOR_THE_CONNECTION = "Waiting for the connection. Keep this page open: until then the picture is only here.";
export const PICTURE_NOT_ADDED = "The picture could not be added.";
export const PICTURE_NOT_ADDED_TRY_AGAIN = "The picture could not be added. Try again.";
export const PICTURE_TOO_LARGE = "This picture is larger than 10 MB. Make it smaller and try again.";
export const NOT_ADDED_WITHOUT_RIGHTS = "You can’t write here any more, so the picture was not added.";
export const SERVER_BUSY = "The server is busy. Keep this page open: the picture is sent again in a moment.";
export const TRY_AGAIN = "Try again";
export const REMOVE = "Remove";
export const PICTURE_NOT_SHOWN = "This picture can’t be shown right now.";
export const DESCRIPTION_OF_THE_PICTURE = "Description of the picture";
export const DESCRIBE_THIS_PICTURE = "Describe this picture for those who can’t see it";
