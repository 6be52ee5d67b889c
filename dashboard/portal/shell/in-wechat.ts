/** Whether the page is shown inside of WeChat, which saves pictures by a long press alone and downloads nothing. */
export function isInWechat(): boolean {
  return /MicroMessenger/i.test(navigator.userAgent);
}
